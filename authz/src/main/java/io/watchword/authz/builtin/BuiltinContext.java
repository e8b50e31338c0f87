package io.watchword.authz.builtin;

import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// What a built-in sees of the evaluation that calls it. One evaluation, one thread.
public interface BuiltinContext {

  /// Nanoseconds since 1970-01-01 UTC; the same in the whole evaluation.
  long nowNanos();

  /// Chance; seeded where the caller wants the same again.
  RandomGenerator random();

  /// The value under `key` of this evaluation, made by `first` when it is asked for the first time:
  /// so that `uuid.rfc4122("a")` or one `http.send` is done once.
  ///
  /// @param key with value equality, its class private to the built-in
  <T> T remember(Object key, Supplier<T> first);

  /// Pays for work that grows with the arguments, one unit for about 20 ns of it. Loops of
  /// built-ins over what a policy or a caller controls pay as they go.
  ///
  /// @throws RuntimeException when the budget is used up; never caught by built-ins
  void spend(long fuel);

  /// One line of `print`.
  void print(String line);

  /// What was set for all evaluations.
  BuiltinSettings settings();

  /// Time that is left for the evaluation; [Long#MAX_VALUE] where it is not bounded. What waits for
  /// others waits no longer.
  default long remainingNanos() {
    return Long.MAX_VALUE;
  }

  /// Where calls whose answers change from one evaluation to the next are recorded or replayed.
  default NondeterministicCalls nondeterministicCalls() {
    return NondeterministicCalls.NOT_RECORDED;
  }
}
