package io.watchword.authz.bytecode;

import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.engine.EvaluationFailedException;
import io.watchword.authz.plan.Where;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueLimitException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One rule, to be asked again and again without garbage. Used on one thread: an event loop has its
/// own.
public final class RuleEvaluator {

  private final CompiledUnit.Import rule;
  private final EvaluationContext context;
  private final Run run;
  private int definedAt;

  RuleEvaluator(BytecodeEngine engine, CompiledUnit.Import rule, EvaluationContext context) {
    this.rule = rule;
    this.context = context;
    this.run = new Run(engine, context);
  }

  /// The value of the rule, or null where it is undefined.
  ///
  /// @throws EvaluationFailedException where there is no answer
  public @Nullable Value evaluate(@Nullable Value input) {
    context.restart(input);
    run.begin(context);
    try {
      Value value = rule.rule(run, run.input, run.data);
      definedAt = run.definedAt;
      return value;
    } catch (StackOverflowError | ValueLimitException tooDeep) {
      throw BytecodeEngine.nestedTooDeeply();
    } finally {
      run.end();
    }
  }

  /// The blocks of rules that the last evaluation reached; also where it failed.
  public List<ReachedBlock> reached() {
    return run.reached();
  }

  /// Which definition made the last value first; empty where none did.
  public Optional<Where> definedAt() {
    return definedAt == 0 ? Optional.empty() : Optional.of(rule.unit.positions[definedAt - 1]);
  }
}
