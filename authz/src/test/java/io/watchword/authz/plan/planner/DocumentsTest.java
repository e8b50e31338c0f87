package io.watchword.authz.plan.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.authz.engine.Budget;
import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.engine.EvaluationFailedException;
import io.watchword.authz.interpret.Interpreter;
import io.watchword.authz.plan.PlanJson;
import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.plan.optimise.Optimiser;
import io.watchword.authz.rego.Module;
import io.watchword.authz.rego.ParserSettings;
import io.watchword.authz.rego.RegoParser;
import io.watchword.authz.rego.Source;
import io.watchword.authz.resolve.ResolveSettings;
import io.watchword.authz.resolve.ResolvedPolicy;
import io.watchword.authz.resolve.Resolver;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;
import io.watchword.platform.diagnostics.Diagnostic;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Policies of `documents.txt`, from source to answer: as planned, as written to `plan.json` and
/// read again, and after all passes.
class DocumentsTest {

  private static final String ENTRY = "t/p";

  /// One policy and the answer.
  record Case(
      String name,
      Optional<String> input,
      Optional<String> data,
      List<String> modules,
      String wanted) {
    @Override
    public String toString() {
      return name;
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void plan_policyOfTheTable_answersAsOpa(Case one) {
    PlanProgram plan = plan(one.modules());

    assertThat(answer(plan, one)).isEqualTo(one.wanted());
    assertThat(PlanJson.read(PlanJson.write(plan))).isEqualTo(plan);
    assertThat(answer(Optimiser.STANDARD.optimise(plan), one)).isEqualTo(one.wanted());
  }

  private static PlanProgram plan(List<String> texts) {
    List<Diagnostic> problems = new ArrayList<>();
    List<Module> modules = new ArrayList<>();
    for (String text : texts) {
      Source source = Source.of("m" + modules.size() + ".rego", text);
      RegoParser.parse(source, ParserSettings.of(Module.RegoVersion.V1), problems)
          .ifPresent(modules::add);
    }
    ResolvedPolicy policy = Resolver.resolve(modules, ResolveSettings.DEFAULT, problems);
    assertThat(problems).isEmpty();
    return Planner.plan(policy, List.of(EntryPoint.document(ENTRY, List.of("t", "p"))));
  }

  private static String answer(PlanProgram plan, Case one) {
    Value data = one.data().map(ValueJson::parse).orElseGet(TableValue::growing);
    Value input = one.input().map(ValueJson::parse).orElse(null);
    Budget budget = Budget.fuel(1_000_000);
    try {
      List<Value> rows =
          new Interpreter(plan).entry(ENTRY, EvaluationContext.of(input, data, budget));
      return rows.isEmpty()
          ? "undefined"
          : ValueJson.write(rows.getFirst()).replaceFirst("^\\{\"result\":(.*)}$", "$1");
    } catch (EvaluationFailedException e) {
      return "error " + e.code() + ": " + e.getMessage();
    }
  }

  static Stream<Case> cases() throws IOException {
    try (InputStream in = DocumentsTest.class.getResourceAsStream("documents.txt")) {
      String all = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(all.split("(?m)^=== ", -1))
          .skip(1)
          .map(DocumentsTest::read)
          .toList()
          .stream();
    }
  }

  private static Case read(String text) {
    List<String> lines = new ArrayList<>(text.strip().lines().toList());
    String name = lines.removeFirst();
    Optional<String> input = taken(lines, "input: ");
    Optional<String> data = taken(lines, "data: ");
    String wanted = lines.removeLast().substring(">>> ".length());
    List<String> modules = List.of(String.join("\n", lines).split("(?m)^---$", -1));
    return new Case(name, input, data, modules, normal(wanted));
  }

  private static Optional<String> taken(List<String> lines, String field) {
    return lines.getFirst().startsWith(field)
        ? Optional.of(lines.removeFirst().substring(field.length()))
        : Optional.empty();
  }

  private static String normal(String wanted) {
    boolean json = !wanted.startsWith("error ") && !wanted.equals("undefined");
    return json ? ValueJson.write(ValueJson.parse(wanted)) : wanted;
  }
}
