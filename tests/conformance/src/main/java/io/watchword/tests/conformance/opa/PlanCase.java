package io.watchword.tests.conformance.opa;

import io.watchword.authz.builtin.BuiltinSettings;
import io.watchword.authz.compile.CompileSettings.Execution;
import io.watchword.authz.compile.Engines;
import io.watchword.authz.engine.Budget;
import io.watchword.authz.engine.Engine;
import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.engine.EvaluationFailedException;
import io.watchword.authz.plan.PlanJson;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import io.watchword.platform.diagnostics.SourcePosition;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Runs the plan that OPA made of a case. Stateless.
final class PlanCase {

  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final long FUEL = 2_000_000_000L;

  private PlanCase() {}

  /// @param input from `input` or `input_term`
  static Answer run(OpaCase one, Optional<Value> input, Execution execution) {
    Optional<Value> plan = one.plan();
    if (plan.isEmpty()) {
      return new Answer.Broken(new IllegalArgumentException("the case has no plan"));
    }
    Engine ready = Engines.of(execution, PlanJson.read(plan.get()));
    return evaluate(ready, ready.program().entries().get(0).name(), one, input);
  }

  static Answer evaluate(Engine engine, String entry, OpaCase one, Optional<Value> input) {
    try {
      return new Answer.Results(engine.entry(entry, context(one, input)));
    } catch (EvaluationFailedException e) {
      return failed(e);
    }
  }

  static EvaluationContext context(OpaCase one, Optional<Value> input) {
    Budget budget = Budget.fuelAndTime(FUEL, System::nanoTime, LONGEST.toNanos());
    EvaluationContext context =
        EvaluationContext.of(input.orElse(null), one.data(), budget).with(settings(one));
    return one.strictErrors() ? context.strict() : context;
  }

  private static BuiltinSettings settings(OpaCase one) {
    TableValue runtime = TableValue.growing();
    one.environment().ifPresent(env -> runtime.put(new StringValue("env"), env));
    return BuiltinSettings.STANDARD.withRuntime(runtime);
  }

  static Answer failed(EvaluationFailedException e) {
    String message = Optional.ofNullable(e.getMessage()).orElse("");
    // The plans were made of modules under other names than the wanted errors have.
    String file = e.position().map(p -> p.file().replace("module-", "test-")).orElse("");
    int row = e.position().map(SourcePosition::line).orElse(0);
    int col = e.position().map(SourcePosition::column).orElse(0);
    return new Answer.Refused("eval", List.of(new Problem(file, e.code(), row, col, message)));
  }
}
