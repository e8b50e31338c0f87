package io.watchword.authz.builtin;

/// A built-in was given something it cannot work with.
public final class BuiltinFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /// How bad it is.
  public enum Kind {
    /// An operand of a wrong type: `eval_type_error`.
    OPERAND("eval_type_error"),
    /// Everything else: `eval_builtin_error`.
    FAILED("eval_builtin_error"),
    /// Ends the evaluation, strict or not: `eval_builtin_error`.
    HALT("eval_builtin_error"),
    /// Several results where there may be one; ends the evaluation too: `eval_conflict_error`.
    CONFLICT("eval_conflict_error");

    private final String code;

    Kind(String code) {
      this.code = code;
    }

    public String code() {
      return code;
    }

    /// Whether the evaluation ends, strict or not.
    public boolean isFinal() {
      return this == HALT || this == CONFLICT;
    }
  }

  private final Kind kind;

  /// @param message without the built-in's name, which the engine puts before it
  public BuiltinFailedException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public BuiltinFailedException(String message) {
    this(Kind.FAILED, message);
  }

  /// `operand 1 must be string but got number`.
  public static BuiltinFailedException operand(int position, String expected, String got) {
    return new BuiltinFailedException(
        Kind.OPERAND, "operand %d must be %s but got %s".formatted(position, expected, got));
  }

  public Kind kind() {
    return kind;
  }
}
