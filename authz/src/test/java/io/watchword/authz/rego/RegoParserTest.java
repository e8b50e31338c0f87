package io.watchword.authz.rego;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.authz.rego.Expr.Goal;
import io.watchword.authz.rego.Module.RegoVersion;
import io.watchword.authz.value.StringValue;
import io.watchword.platform.diagnostics.Diagnostic;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RegoParserTest {

  private static final ParserSettings V1 = ParserSettings.of(RegoVersion.V1);
  private static final ParserSettings V0 = ParserSettings.of(RegoVersion.V0);

  private static Module module(String text, ParserSettings settings) {
    List<Diagnostic> problems = new ArrayList<>();
    var module = RegoParser.parse(Source.of("a.rego", "package a\n" + text), settings, problems);
    assertThat(problems).isEmpty();
    return module.orElseThrow();
  }

  private static List<Diagnostic> problems(String text, ParserSettings settings) {
    List<Diagnostic> problems = new ArrayList<>();
    assertThat(RegoParser.parse(Source.of("a.rego", text), settings, problems)).isEmpty();
    return problems;
  }

  private static String term(String text) {
    List<Diagnostic> problems = new ArrayList<>();
    var term = RegoParser.term(Source.of("a.rego", text), V1, problems);
    assertThat(problems).isEmpty();
    return TermText.of(term.orElseThrow());
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      value = {
        "1 + 2 * 3 => plus(1, mul(2, 3))",
        "1 - 2 - 3 => minus(minus(1, 2), 3)",
        "(1 - 2) - 3 => minus(minus(1, 2), 3)",
        "1 - (2 - 3) => minus(1, minus(2, 3))",
        "a | b & c => or(a, and(b, c))",
        "1 + 2 == 3 => equal(plus(1, 2), 3)",
        "x in [1] => internal.member_2(x, [1])",
        "k, v in xs => internal.member_3(k, v, xs)",
        "-input.x => minus(0, input.x)",
        "- 1 => -1",
        "set() => set()",
        "{} => {}",
        "{a | b} => {a | ...}",
        "{a | b, c} => {or(a, b), c}",
        "[a | b, c] => [or(a, b), c]",
        "{x: a | b} => {x: a | ...}",
        "{,1, 2,} => {1, 2}",
        "f(x).y => f(x).y",
        "data.a[\"b-c\"].if => data.a[\"b-c\"][\"if\"]",
        ".5 => .5",
        "1e3 => 1e3",
      })
  void term_operatorsAndBrackets_areGroupedAsOpaGroupsThem(String text, String expected) {
    assertThat(term(text)).isEqualTo(expected);
  }

  @Test
  void parse_headsOfAllForms_haveTheirKinds() {
    Module module =
        module(
            "p := 1\nq contains x if x := 1\nf(x) := x\nr[x] := 1 if x := 2\na.b.c if true\n", V1);

    assertThat(module.rules().stream().map(Rule::kind))
        .containsExactly(
            Rule.Kind.COMPLETE,
            Rule.Kind.SET,
            Rule.Kind.FUNCTION,
            Rule.Kind.COMPLETE,
            Rule.Kind.COMPLETE);
  }

  @Test
  void parse_v0PartialSet_collectsTheLastPartOfItsHead() {
    Rule rule = module("p[x] { x := 1 } { x := 2 }", V0).rules().getFirst();

    assertThat(rule.kind()).isEqualTo(Rule.Kind.SET);
    assertThat(TermText.of(rule.head().key().orElseThrow())).isEqualTo("x");
    assertThat(module("p[x] { x := 1 } { x := 2 }", V0).rules()).hasSize(2);
  }

  @Test
  void parse_v0ModuleImportingRegoV1_needsIf() {
    assertThat(problems("package a\nimport rego.v1\np { true }", V0))
        .extracting(Diagnostic::message)
        .containsExactly("`if` keyword is required before rule body");
  }

  @Test
  void parse_elseChain_holdsItsBranchesInOrder() {
    Rule rule = module("p := 1 if false\nelse := 2 if false\nelse := 3", V1).rules().getFirst();

    Rule second = rule.otherwise().orElseThrow();
    Rule third = second.otherwise().orElseThrow();
    assertThat(TermText.of(second.head().value())).isEqualTo("2");
    assertThat(TermText.of(third.head().value())).isEqualTo("3");
    assertThat(third.otherwise()).isEmpty();
  }

  @Test
  void parse_template_keepsTextAndExpressions() {
    Rule rule = module("p := $\"a\\{ {input.x} é\"", V1).rules().getFirst();

    assertThat(rule.head().value()).isInstanceOf(Term.Template.class);
    List<Term.Template.Part> parts = ((Term.Template) rule.head().value()).parts();
    assertThat(((Term.Template.Text) parts.getFirst()).text()).isEqualTo("a{ ");
    assertThat(parts.get(1)).isInstanceOf(Term.Template.Interpolated.class);
    assertThat(((Term.Template.Text) parts.getLast()).text()).isEqualTo(" é");
  }

  @Test
  void parse_futureWords_areNamesUntilImported() {
    assertThat(module("and := 1\nor := 2", V1).rules()).hasSize(2);
    Module module = module("import future.keywords.and\np if { true and false }", V1);

    assertThat(module.rules().getFirst().body().getFirst().goal()).isInstanceOf(Goal.And.class);
  }

  @Test
  void parse_activeKeywords_needNoImport() {
    ParserSettings settings = V1.withActive(Set.of("not", "or"));

    Module module = module("p if not { true; false }\nq if { true or false }", settings);

    assertThat(module.rules().getFirst().body().getFirst().goal()).isInstanceOf(Goal.Not.class);
    assertThat(module.rules().getLast().body().getFirst().goal()).isInstanceOf(Goal.Or.class);
  }

  @Test
  void parse_threeErrors_areReportedTogether() {
    List<Diagnostic> problems = problems("package a\np := [\n\nq := }\nr if { x := }\ns := 1", V1);

    assertThat(problems.stream().map(it -> it.position().orElseThrow().line())).contains(4, 5);
  }

  @Test
  void parse_metadata_standsWithItsRule() {
    Module module =
        module(
            "# METADATA\n# title: T\n# custom:\n#   a: [1, x]\n# authors: [Jane Doe <j@d>]\np := 1",
            V1);

    Annotations annotations = module.rules().getFirst().annotations().getFirst();
    assertThat(annotations.scope()).isEqualTo(Annotations.Scope.RULE);
    assertThat(annotations.document())
        .hasToString(
            "{\"authors\": [{\"email\": \"j@d\", \"name\": \"Jane Doe\"}], \"custom\": {\"a\":"
                + " [1, \"x\"]}, \"scope\": \"rule\", \"title\": \"T\"}");
  }

  @Test
  void parse_stringEscapes_areJsons() {
    Rule rule = module("p := \"\\u0041\\n\\ud83d\\ude00\\ud800\"", V1).rules().getFirst();

    assertThat(((Term.Scalar) rule.head().value()).value())
        .isEqualTo(new StringValue("A\n😀\uFFFD"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{", "(", "{a|", "f(", "x[", "{1:", "{a | b, ", "[a | ", "$\"{"})
  void parse_tenThousandOpenBrackets_isRefused(String bracket) {
    assertThat(problems("package a\np := " + bracket.repeat(10_000), V1).getFirst().message())
        .isEqualTo("max parsing recursion depth exceeded");
  }

  @Test
  void parse_tenThousandOperators_isRefused() {
    assertThat(problems("package a\np := 1" + " + 1".repeat(10_000), V1).getFirst().message())
        .isEqualTo("max parsing recursion depth exceeded");
  }

  @Test
  void parse_ambiguousBarsNestedDeep_takesNoExponentialTime() {
    String text = "p := " + "{a | ".repeat(100) + "1, 2" + ", 3}".repeat(100);

    assertThat(module(text, V1).rules()).hasSize(1);
  }

  @Test
  void parse_hugeNumber_isRefused() {
    assertThat(problems("package a\np := " + "7".repeat(1_000_000), V1).getFirst().message())
        .isEqualTo("number too big");
  }

  @Test
  void parse_longElseChain_isRead() {
    String text = "p := 1 if false\n" + "else := 2 if false\n".repeat(20_000);

    assertThat(module(text, V1).rules()).hasSize(1);
  }

  @Test
  void parse_fileOfErrorsOnly_stopsAfterSome() {
    assertThat(problems("package a\n" + "p := }\n".repeat(10_000), V1)).hasSizeLessThan(300);
  }
}
