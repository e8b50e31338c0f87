package io.watchword.authz.engine;

import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinSettings;
import io.watchword.authz.builtin.NondeterministicCalls;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One evaluation: the documents, what it may cost, and what its built-ins share. One thread, and
/// once unless it is restarted.
public final class EvaluationContext implements BuiltinContext {

  private @Nullable Value input;
  private final Value data;
  private final Budget budget;
  private final BuiltinSettings settings;
  private final boolean strictErrors;
  private final Consumer<String> prints;
  private final NondeterministicCalls nondeterministicCalls;
  private final Map<Object, Object> remembered = new HashMap<>();
  private OptionalLong now = OptionalLong.empty();
  private @Nullable RandomGenerator random;

  private EvaluationContext(
      @Nullable Value input,
      Value data,
      Budget budget,
      BuiltinSettings settings,
      boolean strictErrors,
      Consumer<String> prints,
      NondeterministicCalls nondeterministicCalls) {
    this.input = input;
    this.data = data;
    this.budget = budget;
    this.settings = settings;
    this.strictErrors = strictErrors;
    this.prints = prints;
    this.nondeterministicCalls = nondeterministicCalls;
  }

  /// With standard settings; errors of built-ins make an expression undefined.
  ///
  /// @param input null where there is no input document
  public static EvaluationContext of(@Nullable Value input, Value data, Budget budget) {
    return new EvaluationContext(
        input,
        data,
        budget,
        BuiltinSettings.STANDARD,
        false,
        printed -> {},
        NondeterministicCalls.NOT_RECORDED);
  }

  /// Without any document.
  public static EvaluationContext empty(Budget budget) {
    return of(null, TableValue.growing(), budget);
  }

  /// The same with other settings.
  public EvaluationContext with(BuiltinSettings other) {
    return new EvaluationContext(
        input, data, budget, other, strictErrors, prints, nondeterministicCalls);
  }

  /// The same, in which an error of a built-in is one of the evaluation.
  public EvaluationContext strict() {
    return new EvaluationContext(
        input, data, budget, settings, true, prints, nondeterministicCalls);
  }

  /// The same, whose `print` calls go to `sink`.
  public EvaluationContext printingTo(Consumer<String> sink) {
    return new EvaluationContext(
        input, data, budget, settings, strictErrors, sink, nondeterministicCalls);
  }

  /// The same, whose calls of built-ins that answer differently each time go through `calls`.
  public EvaluationContext with(NondeterministicCalls calls) {
    return new EvaluationContext(input, data, budget, settings, strictErrors, prints, calls);
  }

  /// Begins another evaluation with the same data and settings, and a full budget.
  public void restart(@Nullable Value otherInput) {
    input = otherInput;
    if (!remembered.isEmpty()) {
      remembered.clear();
    }
    now = OptionalLong.empty();
    random = null;
    budget.refill();
  }

  /// Null where there is no input document.
  public @Nullable Value input() {
    return input;
  }

  public Value data() {
    return data;
  }

  public Budget budget() {
    return budget;
  }

  public boolean strictErrors() {
    return strictErrors;
  }

  @Override
  public BuiltinSettings settings() {
    return settings;
  }

  @Override
  public long nowNanos() {
    if (now.isEmpty()) {
      now = OptionalLong.of(settings.clock().getAsLong());
    }
    return now.getAsLong();
  }

  @Override
  public RandomGenerator random() {
    RandomGenerator known = random;
    if (known == null) {
      known = settings.random().get();
      random = known;
    }
    return known;
  }

  @SuppressWarnings("unchecked")
  @Override
  public <T> T remember(Object key, Supplier<T> first) {
    T known = (T) remembered.get(key);
    if (known == null) {
      // Not computeIfAbsent: what is computed may remember things too.
      known = first.get();
      remembered.put(key, known);
    }
    return known;
  }

  @Override
  public void spend(long fuel) {
    budget.spend(fuel);
  }

  @Override
  public void print(String line) {
    prints.accept(line);
  }

  @Override
  public long remainingNanos() {
    return budget.remainingNanos();
  }

  @Override
  public NondeterministicCalls nondeterministicCalls() {
    return nondeterministicCalls;
  }
}
