package io.watchword.authz.engine;

import io.watchword.authz.builtin.BuiltinFailedException;

/// An evaluation that has no answer: conflicting results, or out of its budget. Whoever asked must
/// deny.
public final class EvaluationFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String code;

  public EvaluationFailedException(String code, String message) {
    super(message);
    this.code = code;
  }

  /// A built-in's failure as that of the evaluation.
  public static EvaluationFailedException of(String builtin, BuiltinFailedException failed) {
    EvaluationFailedException whole =
        new EvaluationFailedException(failed.kind().code(), builtin + ": " + failed.getMessage());
    whole.initCause(failed);
    return whole;
  }

  /// OPA's code, such as `eval_conflict_error`.
  public String code() {
    return code;
  }
}
