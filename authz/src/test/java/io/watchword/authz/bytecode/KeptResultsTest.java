package io.watchword.authz.bytecode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.authz.compile.CompileSettings;
import io.watchword.authz.compile.RegoCompiler;
import io.watchword.authz.engine.Budget;
import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.engine.EvaluationFailedException;
import io.watchword.authz.engine.Outcome;
import io.watchword.authz.rego.Source;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Rules that depend on data alone are evaluated once for a document.
class KeptResultsTest {

  private static final long MUCH = 1_000_000;
  private static final String POLICY =
      """
      package p

      members[team] contains user if some user, team in data.teams

      large contains team if {
      	some team, all in members
      	count(all) > 1
      }

      allow if {
      	some team in large
      	input.user in members[team]
      }

      replaced := count(large) if true

      elsewhere := found if found := replaced with data.teams as {"x": "a"}

      told if {
      	print("teams", count(members))
      }

      asked if input.user
      """;
  private static final Value TEAMS = ValueJson.parse("{\"teams\": " + teams(400) + "}");
  private static final Value USER = ValueJson.parse("{\"user\": \"u7\"}");

  private final BytecodeEngine engine = compile();

  private static String teams(int users) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < users; i++) {
      all.add("\"u%d\": \"t%d\"".formatted(i, i % 20));
    }
    return "{" + String.join(", ", all) + "}";
  }

  private static BytecodeEngine compile() {
    RegoCompiler compiler = RegoCompiler.create();
    return BytecodeEngine.compile(
        compiler.check(compiler.parse(List.of(Source.of("p.rego", POLICY)))).plan());
  }

  private Outcome ask(String rule, Value data, long fuel) {
    return engine.rule("g0.data.p." + rule, EvaluationContext.of(USER, data, Budget.fuel(fuel)));
  }

  @Test
  void rule_ofDataAlone_isEvaluatedOnceForADocument() {
    Outcome first = ask("allow", TEAMS, MUCH);
    assertThat(first.value()).isEqualTo(BooleanValue.TRUE);
    assertThat(ask("allow", TEAMS, MUCH)).isEqualTo(first);
    // What the two evaluations before it could not have done with is enough for the third.
    assertThat(ask("allow", TEAMS, 1_500)).isEqualTo(first);
    assertThatThrownBy(() -> compile().rule("g0.data.p.allow", once(1_500)))
        .isInstanceOf(EvaluationFailedException.class);
  }

  private static EvaluationContext once(long fuel) {
    return EvaluationContext.of(USER, TEAMS, Budget.fuel(fuel));
  }

  @Test
  void rule_ofDataAlone_keepsTheDefinitionThatMadeIt() {
    Outcome first = ask("large", TEAMS, MUCH);
    ask("large", TEAMS, MUCH);
    assertThat(ask("large", TEAMS, 100)).isEqualTo(first);
    assertThat(first.definedAt()).isNotNull();
  }

  @Test
  void rule_underAnotherDocument_isEvaluatedAgain() {
    ask("large", TEAMS, MUCH);
    ask("large", TEAMS, MUCH);
    Value other = ValueJson.parse("{\"teams\": {\"a\": \"x\", \"b\": \"x\"}}");
    assertThat(ValueJson.write(value("large", other))).isEqualTo("[\"x\"]");
    assertThat(ValueJson.write(value("large", other))).isEqualTo("[\"x\"]");
    assertThat(value("replaced", TEAMS)).hasToString("20");
  }

  @Test
  void rule_underWith_isEvaluatedForWhatReplacesData() {
    for (int i = 0; i < 4; i++) {
      assertThat(value("replaced", TEAMS)).hasToString("20");
      assertThat(value("elsewhere", TEAMS)).hasToString("0");
    }
  }

  private Value value(String rule, Value data) {
    Value value = ask(rule, data, MUCH).value();
    assertThat(value).isNotNull();
    return value;
  }

  @Test
  void rule_thatIsTold_isToldEachTime() {
    RegoCompiler compiler = RegoCompiler.create();
    RegoCompiler printing = compiler.with(CompileSettings.DEFAULT.withPrints(true));
    BytecodeEngine told =
        BytecodeEngine.compile(
            printing.check(printing.parse(List.of(Source.of("p.rego", POLICY)))).plan());
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      told.rule(
          "g0.data.p.told",
          EvaluationContext.of(USER, TEAMS, Budget.fuel(MUCH)).printingTo(lines::add));
    }
    assertThat(lines).containsExactly("teams 20", "teams 20", "teams 20");
  }

  @Test
  void reached_ofAKeptRule_isWhatItWasWhenItWasEvaluated() {
    EvaluationContext context = EvaluationContext.of(USER, TEAMS, Budget.fuel(MUCH));
    RuleEvaluator evaluator = engine.evaluator("g0.data.p.allow", context).orElseThrow();
    assertThat(evaluator.evaluate(USER)).isEqualTo(BooleanValue.TRUE);
    List<ReachedBlock> first = evaluator.reached();
    assertThat(first).extracting(ReachedBlock::function).contains("g0.data.p.large");
    for (int i = 0; i < 3; i++) {
      evaluator.evaluate(USER);
      assertThat(evaluator.reached()).isEqualTo(first);
    }
  }
}
