package io.watchword.tests.conformance.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.authz.compile.CompileSettings;
import io.watchword.authz.compile.CompileSettings.Execution;
import io.watchword.authz.compile.CompiledPolicy;
import io.watchword.authz.compile.RegoCompiler;
import io.watchword.authz.engine.Budget;
import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.engine.EvaluationFailedException;
import io.watchword.authz.rego.Source;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.ValueJson;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Hostile policies end in a diagnostic or in a clean error of the evaluation, on both engines.
class HostileInputTest {

  private static final int DEEP = 10_000;
  private static final long FUEL = 1_000_000;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[ | 1 | ]",
        "{\"a\": | 1 | }",
        "{ | 1 | }",
        "( | 1 | )",
        "abs( | 1 | )",
        "[x | x := | 1 | ]",
        "{x | x := | 1 | }",
        "{1: x | x := | 1 | }",
        "1 + ( | 1 | )",
        "- | 1 | ",
        "input[ | 1 | ]",
        "$\"{ | 1 | }\""
      })
  void compile_termNestedTenThousandTimes_isAnswerOrDiagnostic(String shape) {
    // A bar of the shape is one in a comprehension too; the first and last ones count.
    String open = shape.substring(0, shape.lastIndexOf("| 1 |"));
    String close = shape.substring(shape.lastIndexOf("| 1 |") + 5);
    open = open.endsWith(" ") ? open.stripTrailing() + " " : open;
    endsWell("package p\n\nr := " + open.repeat(DEEP) + "1" + close.repeat(DEEP));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not { #1 == 1# }",
        "every x in [1] { #x == 1# }",
        "1 in {1 | #true# }",
      })
  void compile_bodyNestedTenThousandTimes_isAnswerOrDiagnostic(String shape) {
    String[] parts = shape.split("#", -1);
    endsWell(
        "package p\n\nimport future.keywords.not\n\nr if { "
            + parts[0].repeat(DEEP)
            + parts[1]
            + parts[2].repeat(DEEP)
            + " }");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "r := input#.a#",
        "r := input#[0]#",
        "r := 1# + 1#",
        "r := 1 in [1]# in [1]#",
        "r if { input# with input.a as 1# }",
        "r := 1 if { false }# else := 2 if { false }#",
        "r if { true#; x_ = x_#}",
        "r := {1}# | {2}#",
        "r := \"a\"# == \"a\"#",
        "r := [1#, 1#]",
        "#r contains 1\n# r contains 2",
        "r#.a# := 1"
      })
  void compile_repeatedTenThousandTimes_isAnswerOrDiagnostic(String shape) {
    String[] parts = shape.split("#", -1);
    endsWell("package p\n\n" + parts[0] + parts[1].repeat(DEEP) + parts[2]);
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 10_000})
  void compile_manyRules_isDone(int rules) {
    StringBuilder text = new StringBuilder("package p\n");
    for (int i = 0; i < rules; i++) {
      text.append("\nr").append(i).append(" := ").append(i == 0 ? "1" : "q + " + i).append('\n');
    }
    endsWell(text.append("\nq := 5\n\nr := r0\n").toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "count([x | some x in numbers.range(1, 1000000)])",
        "count([x | some x in numbers.range(1, 1000); some y in numbers.range(1, 1000); x == y])",
        "count([1 | some a in input.xs; some b in input.xs; some c in input.xs; some d in"
            + " input.xs])",
        "count([p | walk(input.deep, [p, _]); walk(input.deep, [q, _]); p == q])",
        "regex.match(\"^(a+)+$\", concat(\"\", [\"a\" | some _ in numbers.range(1, 5000)]))",
        "regex.match(\"^(a|a)*b\", concat(\"\", [\"a\" | some _ in numbers.range(1, 5000)]))",
        "regex.match(\"((a{1,1000}){1,1000}){1,1000}\", \"a\")",
        "bits.lsh(1, 1000000000)",
        "numbers.range(1, 1e18)",
        "count(numbers.range(1, 100000000))",
        "1e1000000000 + 1",
        "1e999999999 * 1e999999999",
        "sprintf(\"%1000000000d\", [1])",
        "format_int(1e300000, 10)",
        "units.parse(\"1e1000000000\")",
        "to_number(\"1e1000000000\")",
        "json.unmarshal(\"1e1000000000\") + 1",
        "floor(1e100000000)",
        "count(replace(concat(\"\", [\"a\" | some _ in numbers.range(1, 5000)]), \"a\","
            + " \"aaaaaa\"))",
        "strings.replace_n({\"\": \"aaaa\"}, \"aaaa\")",
        "glob.match(\"**************b\", [], \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\")",
        "yaml.unmarshal(\"a: &a [x,x]\\nb: &b [*a,*a,*a,*a,*a]\\nc: &c [*b,*b,*b,*b,*b]\\n"
            + "d: &d [*c,*c,*c,*c,*c]\\ne: &e [*d,*d,*d,*d,*d]\\nf: &f [*e,*e,*e,*e,*e]\\n"
            + "g: &g [*f,*f,*f,*f,*f]\\nh: &h [*g,*g,*g,*g,*g]\\ni: [*h,*h,*h,*h,*h]\")",
        "graph.reachable_paths(input.graph, [\"0\"])"
      })
  void evaluate_expensiveTerm_isAnswerOrCleanError(String term) {
    endsWell("package p\n\nr := " + term);
  }

  @ParameterizedTest
  @EnumSource(Execution.class)
  void evaluate_pastItsDeadline_isCancelled(Execution engine) {
    AtomicLong clock = new AtomicLong();
    CompiledPolicy policy =
        RegoCompiler.create()
            .with(CompileSettings.DEFAULT.withExecution(engine))
            .compile(
                "data.p.r",
                Source.of(
                    "p.rego",
                    "package p\n\nr := count([1 | some a in input.xs; some b in input.xs])"));
    EvaluationContext context =
        EvaluationContext.of(
            ValueJson.parse(INPUT),
            TableValue.growing(),
            Budget.fuelAndTime(Long.MAX_VALUE, () -> clock.addAndGet(1_000), 2_000));
    assertThat(outcome(policy, context)).isEqualTo("eval_cancel_error");
  }

  @ParameterizedTest
  @EnumSource(Execution.class)
  void evaluate_chainOfTenThousandRules_isAnswerOrCleanError(Execution engine) {
    StringBuilder text = new StringBuilder("package p\n\nr0 := 1\n");
    for (int i = 1; i <= DEEP; i++) {
      text.append("\nr%d := r%d + 1\n".formatted(i, i - 1));
    }
    text.append("\nr := r%d\n".formatted(DEEP));
    endsWell(text.toString(), engine);
  }

  @ParameterizedTest
  @EnumSource(Execution.class)
  void evaluate_literalOfFiftyMegabytes_isAnswerOrDiagnostic(Execution engine) {
    endsWell("package p\n\nr := count(\"" + "a".repeat(50_000_000) + "\")", engine);
  }

  private static void endsWell(String text) {
    for (Execution engine : Execution.values()) {
      endsWell(text, engine);
    }
  }

  private static void endsWell(String text, Execution engine) {
    CompiledPolicy policy;
    try {
      policy =
          RegoCompiler.create()
              .with(CompileSettings.DEFAULT.withExecution(engine))
              .compile("data.p.r", Source.of("p.rego", text));
    } catch (InvalidInputException refused) {
      assertThat(refused.diagnostics()).isNotEmpty();
      assertThat(refused.diagnostics()).allMatch(found -> found.code().startsWith("rego_"));
      return;
    }
    EvaluationContext context =
        EvaluationContext.of(ValueJson.parse(INPUT), TableValue.growing(), Budget.fuel(FUEL));
    assertThat(outcome(policy, context)).isNotEmpty();
  }

  private static String outcome(CompiledPolicy policy, EvaluationContext context) {
    try {
      return policy.evaluate(context).isDefined() ? "defined" : "undefined";
    } catch (EvaluationFailedException e) {
      return e.code();
    }
  }

  private static final String INPUT = input();

  private static String input() {
    StringBuilder numbers = new StringBuilder("0");
    StringBuilder graph = new StringBuilder("\"24\": []");
    for (int i = 1; i < 100; i++) {
      numbers.append(", ").append(i);
    }
    for (int i = 0; i < 24; i++) {
      graph.append(", \"%d\": [\"%d\", \"%d\"]".formatted(i, i + 1, i + 2));
    }
    String deep = "[".repeat(400) + "]".repeat(400);
    return "{\"xs\": [%s], \"graph\": {%s}, \"deep\": %s}".formatted(numbers, graph, deep);
  }
}
