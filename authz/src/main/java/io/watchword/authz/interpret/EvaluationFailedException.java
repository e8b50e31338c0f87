package io.watchword.authz.interpret;

/// An evaluation that has no answer: conflicting results, or out of its budget. Whoever asked must
/// deny.
public final class EvaluationFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String code;

  public EvaluationFailedException(String code, String message) {
    super(message);
    this.code = code;
  }

  /// OPA's code, such as `eval_conflict_error`.
  public String code() {
    return code;
  }
}
