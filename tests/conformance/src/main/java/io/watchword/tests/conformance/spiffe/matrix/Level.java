package io.watchword.tests.conformance.spiffe.matrix;

/// How strongly a rule is meant (RFC 2119).
public enum Level {
  /// Broken is not conformant.
  MUST("MUST"),
  /// Broken is not conformant.
  MUST_NOT("MUST NOT"),
  /// Broken needs a reason.
  SHOULD("SHOULD"),
  /// Broken needs a reason.
  SHOULD_NOT("SHOULD NOT"),
  /// A permission: whoever is at the other end has to cope with it.
  MAY("MAY");

  private final String text;

  Level(String text) {
    this.text = text;
  }

  /// Whether a breach makes an implementation non-conformant.
  public boolean isBinding() {
    return this == MUST || this == MUST_NOT;
  }

  /// As the specification writes it.
  public String text() {
    return text;
  }

  static Level of(String text) {
    for (Level level : values()) {
      if (level.text.equals(text)) {
        return level;
      }
    }
    throw new IllegalArgumentException("level `" + text + "`");
  }
}
