package io.watchword.identity.id;

/// What all failures of this module have in common: a stable code of `docs/errors.md` beside the
/// sentence.
public abstract class IdentityException extends RuntimeException {

  private final String code;
  private final String sentence;

  /// @param code `identity/slug`, as in `docs/errors.md`
  /// @param message one sentence for people
  protected IdentityException(String code, String message) {
    super(message);
    this.code = code;
    this.sentence = message;
  }

  /// @param code `identity/slug`, as in `docs/errors.md`
  /// @param message one sentence for people
  /// @param cause what lay below it
  protected IdentityException(String code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
    this.sentence = message;
  }

  /// `identity/slug`, as in `docs/errors.md`.
  public final String code() {
    return code;
  }

  /// The sentence; never absent.
  @Override
  public final String getMessage() {
    return sentence;
  }
}
