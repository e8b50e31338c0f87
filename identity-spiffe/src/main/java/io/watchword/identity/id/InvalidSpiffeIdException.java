package io.watchword.identity.id;

/// A text that is no SPIFFE ID or no trust domain: it names the rule of the specification and the
/// place.
public final class InvalidSpiffeIdException extends IdentityException {

  private final String rule;
  private final int position;

  InvalidSpiffeIdException(String rule, int position, String message) {
    super("identity/invalid-spiffe-id", message + " (" + rule + ")");
    this.rule = rule;
    this.position = position;
  }

  /// The rule of the SPIFFE-ID specification that is broken, for example `ID-14`.
  public String rule() {
    return rule;
  }

  /// Where in the given text, counted from 0.
  public int position() {
    return position;
  }
}
