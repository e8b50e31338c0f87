package io.watchword.authz.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Module;
import io.watchword.authz.rego.Module.RegoVersion;
import io.watchword.authz.rego.ParserSettings;
import io.watchword.authz.rego.RegoParser;
import io.watchword.authz.rego.Source;
import io.watchword.authz.resolve.Cases.Case;
import io.watchword.authz.signature.Capabilities;
import io.watchword.platform.diagnostics.Diagnostic;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ResolverTest {

  private final List<Diagnostic> errors = new ArrayList<>();

  static List<Case> errors() {
    return Cases.in("errors.txt");
  }

  static List<Case> rewrites() {
    return Cases.in("rewrites.txt");
  }

  static List<Case> queries() {
    return Cases.in("queries.txt");
  }

  @ParameterizedTest
  @MethodSource("errors")
  void resolve_policyIsWrong_reportsWhatOpaReports(Case row) {
    resolve(settings(row), row.text());
    assertThat(positions()).isEqualTo(row.expected());
  }

  @ParameterizedTest
  @MethodSource("rewrites")
  void resolve_policyIsRight_writesItInTheFormOfPlans(Case row) {
    ResolvedPolicy policy = resolve(settings(row), row.text());
    assertThat(positions()).isEmpty();
    assertThat(text(policy)).isEqualTo(row.expected());
  }

  @ParameterizedTest
  @MethodSource("queries")
  void query_ofSomePolicy_isRewrittenOrRefused(Case row) {
    ResolvedPolicy policy =
        resolve(
            ResolveSettings.DEFAULT, "package t\n\np := 1\n\ns contains input.x\n\nf(x) := x\n");
    Source source = Source.of("query", row.text());
    List<Expr> written = RegoParser.query(source, ParserSettings.of(RegoVersion.V1), errors);
    QuerySettings how = new QuerySettings(List.of(), List.of("t"), false, false).withSource(source);
    ResolvedQuery query = Resolver.query(policy, written, how, errors);
    assertThat(errors.isEmpty() ? PolicyText.body(query.body()) : positions())
        .isEqualTo(row.expected());
  }

  @Test
  void resolve_wrongPolicy_underlinesThePlaceAndSaysWhatToDo() {
    resolve(ResolveSettings.DEFAULT, "package t\n\nallow := role if not input.roles[role]\n");
    Diagnostic first = errors.getFirst();
    assertThat(first.excerpt().orElseThrow().label()).isEqualTo("`role` has no value here");
    assertThat(first.help())
        .contains("bind `role` first, for example with `some role in input.list`");
  }

  @Test
  void query_empty_isRefused() {
    ResolvedPolicy policy = resolve(ResolveSettings.DEFAULT, "package t\n");
    Resolver.query(policy, List.of(), QuerySettings.DEFAULT, errors);
    assertThat(errors)
        .extracting(Diagnostic::message)
        .containsExactly("empty query cannot be compiled");
  }

  @Test
  void query_assignedVariable_isKnownByItsWrittenName() {
    ResolvedPolicy policy = resolve(ResolveSettings.DEFAULT, "package t\n");
    Source source = Source.of("query", "x := input.a; y = x");
    List<Expr> written = RegoParser.query(source, ParserSettings.of(RegoVersion.V1), errors);
    ResolvedQuery query = Resolver.query(policy, written, QuerySettings.DEFAULT, errors);
    assertThat(query.writtenNames()).containsOnlyKeys("__localq0__").containsValue("x");
  }

  @Test
  void resolve_printsKept_areCallsOverSets() {
    ResolvedPolicy policy =
        resolve(
            ResolveSettings.DEFAULT.withPrints(true),
            "package t\n\np if { x := input.x; print(\"x\", x) }\n");
    assertThat(text(policy))
        .isEqualTo(
            "data.t.p := true { __local0__ = input.x;"
                + " __local3__ = {__local1__ | __local1__ = \"x\"};"
                + " __local4__ = {__local2__ | __local2__ = __local0__};"
                + " internal.print([__local3__, __local4__]) }");
  }

  @Test
  void resolve_printOfUndeclaredVariable_isAnError() {
    resolve(
        ResolveSettings.DEFAULT.withPrints(true), "package t\n\np if { print(y); y = input.y }\n");
    assertThat(positions()).isEqualTo("3:14 rego_compile_error: var y is undeclared");
  }

  @Test
  void resolve_baseDocumentAtTheSamePlace_isAConflict() {
    ResolveSettings settings =
        new ResolveSettings(
            false,
            false,
            Capabilities.STANDARD,
            path -> path.equals(List.of("t", "p")),
            Set.of(),
            0,
            false);
    resolve(settings, "package t\n\np := 1\n");
    assertThat(positions())
        .isEqualTo("3:1 rego_compile_error: conflicting rule for data path t/p found");
  }

  @Test
  void resolve_packageAtTheSamePlaceAsARule_isAConflict() {
    resolve(ResolveSettings.DEFAULT, "package t\n\np := 1\n", "package t.p\n");
    assertThat(positions())
        .isEqualTo("1:1 rego_type_error: package t.p conflicts with rule p defined at t.rego:3");
  }

  @Test
  void resolve_forbiddenBuiltin_isAnError() {
    ResolveSettings settings =
        new ResolveSettings(
            false,
            false,
            Capabilities.STANDARD,
            ResolveSettings.BasePaths.UNKNOWN,
            Set.of("http.send"),
            0,
            false);
    resolve(settings, "package t\n\np := http.send({\"method\": \"get\", \"url\": input.url})\n");
    assertThat(positions())
        .isEqualTo("3:6 rego_type_error: unsafe built-in function calls in expression: http.send");
  }

  @Test
  void resolve_moreErrorsThanWanted_saysThatItStopped() {
    ResolveSettings settings =
        new ResolveSettings(
            false,
            false,
            Capabilities.STANDARD,
            ResolveSettings.BasePaths.UNKNOWN,
            Set.of(),
            2,
            false);
    resolve(settings, "package t\n\np := a\n\nq := b\n\nr := c\n");
    assertThat(errors)
        .extracting(Diagnostic::message)
        .containsExactly("var a is unsafe", "var b is unsafe", "error limit reached");
  }

  @Test
  void resolve_builtinNotAmongCapabilities_isUndefined() {
    resolve(
        ResolveSettings.DEFAULT.withCapabilities(
            Capabilities.STANDARD.without(List.of("http.send"))),
        "package t\n\np := http.send({})\n");
    assertThat(positions()).isEqualTo("3:6 rego_type_error: undefined function http.send");
  }

  @Test
  void inDependencyOrder_rulesOfAChain_comeAfterWhatTheyNeed() {
    ResolvedPolicy policy =
        resolve(ResolveSettings.DEFAULT, "package t\n\na := b\n\nb := c[input.x]\n\nc.d := 1\n");
    assertThat(policy.inDependencyOrder())
        .extracting(definition -> definition.rule().at().line())
        .containsExactly(7, 5, 3);
  }

  @Test
  void resolve_longChainAndRing_endWithoutOverflow() {
    StringBuilder chain = new StringBuilder("package t\n\n");
    for (int i = 0; i < 5_000; i++) {
      chain.append("r").append(i).append(" if r").append(i + 1).append('\n');
    }
    resolve(ResolveSettings.DEFAULT, chain + "r5000 := 1\n");
    assertThat(errors).isEmpty();
    resolve(ResolveSettings.DEFAULT, chain + "r5000 := r0\n");
    assertThat(errors).hasSize(10).allMatch(error -> error.code().equals("rego_recursion_error"));
  }

  @Test
  void resolve_rulesBeyondTheLimits_areRefused() {
    resolve(ResolveSettings.DEFAULT, "package t" + ".a".repeat(50_000) + "\n\np := 1\n");
    assertThat(positions())
        .isEqualTo("1:1 rego_compile_error: path has 50001 parts (allowed: up to 500)");
    errors.clear();
    resolve(
        ResolveSettings.DEFAULT,
        "package t\n\np := 1 if input.a\n" + "else := 2 if input.b\n".repeat(1_001));
    assertThat(positions())
        .isEqualTo("3:1 rego_compile_error: rule has 1001 `else` branches (allowed: up to 1000)");
  }

  private static ResolveSettings settings(Case row) {
    return ResolveSettings.DEFAULT.withStrict(row.isStrict());
  }

  private ResolvedPolicy resolve(ResolveSettings settings, String... texts) {
    List<Module> modules = new ArrayList<>();
    for (String text : texts) {
      String file = modules.isEmpty() ? "t.rego" : "t" + modules.size() + ".rego";
      ParserSettings parser = ParserSettings.of(RegoVersion.V1);
      RegoParser.parse(Source.of(file, text), parser, errors).ifPresent(modules::add);
    }
    assertThat(errors).isEmpty();
    return Resolver.resolve(modules, settings, errors);
  }

  private String positions() {
    return errors.stream()
        .map(
            error ->
                error.position().map(at -> at.line() + ":" + at.column()).orElse("-")
                    + " "
                    + error.code()
                    + ": "
                    + error.message())
        .collect(Collectors.joining("\n"));
  }

  private static String text(ResolvedPolicy policy) {
    return policy.definitions().stream()
        .map(definition -> PolicyText.of(definition.rule()))
        .collect(Collectors.joining("\n"));
  }
}
