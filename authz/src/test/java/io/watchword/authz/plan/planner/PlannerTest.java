package io.watchword.authz.plan.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.authz.plan.Block;
import io.watchword.authz.plan.PlanJson;
import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.plan.Stmt;
import io.watchword.authz.plan.index.FunctionIndexer;
import io.watchword.authz.rego.Module;
import io.watchword.authz.rego.ParserSettings;
import io.watchword.authz.rego.RegoParser;
import io.watchword.authz.rego.Source;
import io.watchword.authz.resolve.ResolveSettings;
import io.watchword.authz.resolve.ResolvedPolicy;
import io.watchword.authz.resolve.Resolver;
import io.watchword.platform.diagnostics.Diagnostic;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What plans are made of.
class PlannerTest {

  private static final EntryPoint P = EntryPoint.document("t/p", List.of("t", "p"));

  @Test
  void plan_rulesNotNeeded_areNamedAsUnplanned() {
    PlanProgram plan = Planner.plan(policy("package t\np := 1\nq := 2\nf(x) := x\n"), List.of(P));

    assertThat(names(plan)).containsExactly("g0.data.t.p");
    assertThat(plan.unplanned())
        .extracting(u -> u.path() + ":" + u.at().row())
        .containsExactly("data.t.q:3", "data.t.f:4");
  }

  @Test
  void planAll_everyRuleAndFunction_isAFunctionOfThePlan() {
    ResolvedPolicy policy = policy("package t\np := 1\nq[\"a b\"].c := 2\nf(x) := x\n");

    assertThat(names(Planner.planAll(policy, List.of())))
        .containsExactlyInAnyOrder("g0.data.t.p", "g0.data.t.q[\"a b\"].c", "g0.data.t.f");
  }

  @Test
  void plan_sameReplacementInManyStatements_plansItsCallersOnce() {
    StringBuilder text = new StringBuilder("package t\ng := f(1)\nf(x) := x\nr := 5\np := [");
    text.append("1]\n");
    for (int i = 0; i < 50; i++) {
      text.append("test_%d if g == %d with f as %d\n".formatted(i, i, i));
      text.append("more_%d if h == %d with r as %d\n".formatted(i, i, i));
    }
    text.append("h := r + 1\n");

    PlanProgram plan = Planner.planAll(policy(text.toString()), List.of());

    assertThat(names(plan)).filteredOn(n -> n.endsWith("data.t.g")).hasSize(2);
    assertThat(names(plan)).filteredOn(n -> n.endsWith("data.t.h")).hasSize(2);
  }

  @Test
  void plan_inputReplaced_needsNoOtherFunctions() {
    ResolvedPolicy policy =
        policy("package t\np := [x, q] if x := q with input as 1\nq := input\n");

    assertThat(names(Planner.plan(policy, List.of(P))))
        .containsExactly("g0.data.t.p", "g0.data.t.q");
  }

  @Test
  void plan_manyRulesUnderAKnownName_areCalledDynamically() {
    String rules =
        IntStream.range(0, 100).mapToObj(i -> "r%d := %d\n".formatted(i, i)).collect(joined());
    ResolvedPolicy policy = policy("package t\np := data.a[input.k]\n", "package a\n" + rules);

    Block body = function(Planner.plan(policy, List.of(P)), "g0.data.t.p").blocks().getFirst();

    assertThat(body.statements()).hasSizeLessThan(10);
  }

  @Test
  void plan_manyRulesUnderAnUnknownName_planWhatFollowsOnce() {
    String rules =
        IntStream.range(0, 100).mapToObj(i -> "r%d := %d\n".formatted(i, i)).collect(joined());
    ResolvedPolicy policy =
        policy("package t\np contains k if data.a[k] > count(input)\n", "package a\n" + rules);

    String json = PlanJson.write(Planner.plan(policy, List.of(P)));

    assertThat(json.split("\"func\":\"count\"", -1)).hasSize(2);
  }

  @Test
  void plan_oneConstantForAllDefinitions_returnsAtTheFirst() {
    PlanProgram plan = Planner.plan(policy("package t\np if input.a\np if input.b\n"), List.of(P));

    assertThat(function(plan, "g0.data.t.p").blocks().getFirst().statements().getLast())
        .isInstanceOf(Stmt.ReturnLocal.class);
  }

  @Test
  void plan_tenThousandRules_areIndexedOnTheFieldThatTellsThemApart() {
    String rules =
        IntStream.range(0, 10_000)
            .mapToObj(i -> "p if { input.method == \"GET\"; input.path == \"/%d\" }\n".formatted(i))
            .collect(joined());
    PlanProgram plan = Planner.plan(policy("package t\n" + rules), List.of(P));

    assertThat(FunctionIndexer.index(plan, function(plan, "g0.data.t.p")).orElseThrow().always())
        .containsExactly(10_000);
  }

  @Test
  void plan_bodyThatIteratesTooDeeply_isRefusedWithItsPlace() {
    String body =
        IntStream.range(0, 300)
            .mapToObj(i -> "  some x%d in input\n".formatted(i))
            .collect(joined());
    ResolvedPolicy policy = policy("package t\np if {\n" + body + "}\n");

    assertThatThrownBy(() -> Planner.plan(policy, List.of(P)))
        .isInstanceOfSatisfying(
            TooDeepException.class, e -> assertThat(e.place().line()).isEqualTo(252))
        .hasMessage("a body iterates or nests more than 250 levels deep");
  }

  @Test
  void plan_chainOfTenThousandRules_needsNoDeepStack() {
    String rules =
        IntStream.range(0, 10_000)
            .mapToObj(i -> "r%d := r%d\n".formatted(i, i + 1))
            .collect(joined());

    PlanProgram plan =
        Planner.plan(policy("package t\np := r0\n" + rules + "r10000 := 1\n"), List.of(P));

    assertThat(plan.functions()).hasSize(10_002);
  }

  @Test
  void write_builtins_areDeclaredAsOpaDoes() {
    String json =
        PlanJson.write(Planner.plan(policy("package t\np := count(input)\n"), List.of(P)));

    assertThat(json)
        .contains(
            "{\"decl\":{\"args\":[{\"of\":[{\"type\":\"string\"},{\"dynamic\":{\"type\":\"any\"},"
                + "\"type\":\"array\"},{\"dynamic\":{\"key\":{\"type\":\"any\"},\"value\":"
                + "{\"type\":\"any\"}},\"type\":\"object\"},{\"of\":{\"type\":\"any\"},\"type\":"
                + "\"set\"}],\"type\":\"any\"}],\"result\":{\"type\":\"number\"},\"type\":"
                + "\"function\"},\"name\":\"count\"}");
  }

  private static java.util.stream.Collector<CharSequence, ?, String> joined() {
    return Collectors.joining();
  }

  private static List<String> names(PlanProgram plan) {
    return plan.functions().stream().map(PlanProgram.Function::name).toList();
  }

  private static PlanProgram.Function function(PlanProgram plan, String name) {
    return plan.functions().stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
  }

  private static ResolvedPolicy policy(String... texts) {
    List<Diagnostic> problems = new ArrayList<>();
    List<Module> modules = new ArrayList<>();
    for (String text : texts) {
      Source source = Source.of("m" + modules.size() + ".rego", text);
      RegoParser.parse(source, ParserSettings.of(Module.RegoVersion.V1), problems)
          .ifPresent(modules::add);
    }
    ResolvedPolicy policy = Resolver.resolve(modules, ResolveSettings.DEFAULT, problems);
    assertThat(problems).isEmpty();
    return policy;
  }
}
