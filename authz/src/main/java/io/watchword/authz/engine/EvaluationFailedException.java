package io.watchword.authz.engine;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.platform.diagnostics.SourcePosition;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An evaluation that has no answer: conflicting results, or out of its budget. Whoever asked must
/// deny.
public final class EvaluationFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String code;
  private final transient @Nullable SourcePosition position;

  public EvaluationFailedException(String code, String message) {
    this(code, message, null);
  }

  private EvaluationFailedException(
      String code, String message, @Nullable SourcePosition position) {
    super(message);
    this.code = code;
    this.position = position;
  }

  /// The same failure, at a place in a policy.
  public EvaluationFailedException at(SourcePosition place) {
    String text = Objects.requireNonNullElse(getMessage(), "");
    EvaluationFailedException placed = new EvaluationFailedException(code, text, place);
    placed.initCause(getCause());
    placed.setStackTrace(getStackTrace());
    return placed;
  }

  /// Where in the policy, as far as that is known.
  public Optional<SourcePosition> position() {
    return Optional.ofNullable(position);
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
