package io.watchword.tests.conformance.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.authz.bytecode.BytecodeEngine;
import io.watchword.authz.compile.RegoCompiler;
import io.watchword.authz.engine.Budget;
import io.watchword.authz.engine.Engine;
import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.engine.EvaluationFailedException;
import io.watchword.authz.engine.Outcome;
import io.watchword.authz.interpret.Interpreter;
import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.rego.Source;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Random programs give the same results, or the same errors, on bytecode and on the interpreter. A
/// failure names the seed of its program; `-Ddifferential.seed=N -Ddifferential.programs=1` makes
/// it again, and a large `differential.programs` searches for as long as one likes.
class DifferentialTest {

  private static final long FIRST_SEED = Long.getLong("differential.seed", 20_000);
  private static final int STANDARD = 400;
  private static final int PROGRAMS = Integer.getInteger("differential.programs", STANDARD);
  private static final int RULES = 20;
  private static final long FUEL = 300_000;

  private static final List<Value> INPUTS =
      List.of(
          ValueJson.parse(
              """
              {"n": 3, "m": -0.5, "xs": [1, 2, 2, 5], "s": "key", "yes": true,
               "words": ["a", "größe", "A,b"], "o": {"a": 1, "größe": 7}}\
              """),
          ValueJson.parse(
              """
              {"n": 1.0, "xs": [], "s": 4, "yes": false, "words": {"1": "x"}, "o": {}}\
              """));
  private static final Value DATA =
      ValueJson.parse(
          """
          {"base": {"n": 12345678901234567890, "xs": [5, 3.5, 3], "s": "",
           "yes": true, "o": {"a": 0, "b": 2}}}\
          """);

  private int compared;
  private int defined;
  private int outOfBudget;
  private int refused;

  @Test
  void evaluate_randomPrograms_bothEnginesAgree() {
    List<String> differences = new ArrayList<>();
    for (long seed = FIRST_SEED; seed < FIRST_SEED + PROGRAMS; seed++) {
      compare(seed, differences);
    }
    System.out.printf(
        "differential: %d evaluations compared, %d of them defined, %d out of budget, %d programs"
            + " refused, seeds %d to %d%n",
        compared, defined, outOfBudget, refused, FIRST_SEED, FIRST_SEED + PROGRAMS - 1);
    assertThat(differences).isEmpty();
    assertThat(outOfBudget).isLessThanOrEqualTo(compared / 20);
    if (PROGRAMS >= STANDARD) {
      assertThat(compared).isGreaterThanOrEqualTo(20_000);
      assertThat(defined).isGreaterThan(compared / 4);
      assertThat(refused).isLessThan(PROGRAMS / 3);
    }
  }

  private void compare(long seed, List<String> differences) {
    String text = RandomProgram.text(new SplittableRandom(seed), RULES);
    PlanProgram plan;
    try {
      RegoCompiler compiler = RegoCompiler.create();
      plan = compiler.check(compiler.parse(List.of(Source.of("p.rego", text)))).plan();
    } catch (InvalidInputException e) {
      // Some are refused for a type that no value has, such as a set of comparisons' results.
      assertThat(e.diagnostics()).allMatch(found -> found.code().startsWith("rego_"));
      refused++;
      return;
    }
    Engine interpreter = new Interpreter(plan);
    Engine bytecode = BytecodeEngine.compile(plan);
    for (PlanProgram.Function function : plan.functions()) {
      if (function.parameters().size() == 2) {
        for (int input = 0; input < INPUTS.size(); input++) {
          for (boolean strict : List.of(true, false)) {
            String name = function.name();
            String expected = rule(interpreter, name, INPUTS.get(input), strict);
            String got = rule(bytecode, name, INPUTS.get(input), strict);
            if (count(expected, got) && !expected.equals(got)) {
              differences.add(
                  "seed %d, %s, input %d%s\n  interpreter: %s\n  bytecode:    %s\n%s"
                      .formatted(seed, name, input, strict ? ", strict" : "", expected, got, text));
            }
          }
        }
      }
    }
  }

  // The engines count statements each in its way, so that running out is not compared.
  private boolean count(String expected, String got) {
    if (expected.startsWith("eval_cancel_error") || got.startsWith("eval_cancel_error")) {
      outOfBudget++;
      return false;
    }
    compared++;
    defined += expected.startsWith("value") && !expected.startsWith("value null") ? 1 : 0;
    return true;
  }

  private static String rule(Engine engine, String name, Value input, boolean strict) {
    EvaluationContext context = EvaluationContext.of(input, DATA, Budget.fuel(FUEL));
    try {
      Outcome outcome = engine.rule(name, strict ? context.strict() : context);
      return "value " + outcome.value() + " from " + outcome.definedAt();
    } catch (EvaluationFailedException e) {
      return e.code() + ": " + e.getMessage() + " at " + e.position();
    } catch (RuntimeException | StackOverflowError e) {
      return e.toString();
    }
  }
}
