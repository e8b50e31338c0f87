package io.watchword.authz.types;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Module;
import io.watchword.authz.rego.ParserSettings;
import io.watchword.authz.rego.RegoParser;
import io.watchword.authz.rego.Source;
import io.watchword.authz.resolve.QuerySettings;
import io.watchword.authz.resolve.ResolveSettings;
import io.watchword.authz.resolve.ResolvedQuery;
import io.watchword.authz.resolve.Resolver;
import io.watchword.authz.signature.Capabilities;
import io.watchword.authz.value.ValueJson;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.DiagnosticPrinter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TypeCheckerTest {

  private final List<Diagnostic> errors = new ArrayList<>();

  private CheckedPolicy check(TypeSettings settings, String... modules) {
    List<Module> parsed = new ArrayList<>();
    for (int i = 0; i < modules.length; i++) {
      RegoParser.parse(
              Source.of("m" + i + ".rego", modules[i]),
              ParserSettings.of(Module.RegoVersion.V1),
              errors)
          .ifPresent(parsed::add);
    }
    return TypeChecker.check(
        Resolver.resolve(parsed, ResolveSettings.DEFAULT, errors), settings, errors);
  }

  private CheckedPolicy check(String... modules) {
    return check(TypeSettings.DEFAULT, modules);
  }

  private List<String> messages() {
    return errors.stream()
        .map(
            error ->
                error.position().map(at -> at.file() + ":" + at.line() + " ").orElse("")
                    + error.message())
        .toList();
  }

  @Test
  void check_error_isShownWithItsLine() {
    check("package a\n\nallow if startswith(1, \"x\")\n");

    assertThat(DiagnosticPrinter.text(errors))
        .isEqualTo(
            """
            rego_type_error: startswith: invalid argument(s)
              --> m0.rego:3:10
              3 | allow if startswith(1, "x")
                |          ^^^^^^^^^^^^^^^^^^ have: (number, string)
              help: want: (search: string, base: string, result: boolean)
            """);
  }

  @Test
  void check_errorsOfSeveralFiles_areInOrder() {
    check(
        "package a\nx := 1 + \"a\"\ny := lower(1)\n",
        "package b\nimport data.a\nz := upper(2)\nw := a.x + lower([])\n");

    assertThat(messages())
        .containsExactly(
            "m0.rego:2 plus: invalid argument(s)",
            "m0.rego:3 lower: invalid argument(s)",
            "m1.rego:3 upper: invalid argument(s)",
            "m1.rego:4 lower: invalid argument(s)");
  }

  @Test
  void check_forbiddenFunction_isUndefined() {
    Capabilities sandbox = Capabilities.STANDARD.without(List.of("http.send"));

    check(TypeSettings.DEFAULT.with(sandbox), "package a\nx := http.send({})\n");

    assertThat(messages()).containsExactly("m0.rego:2 undefined function http.send");
  }

  @Test
  void check_schemaOfAllInput_isThatOfEveryRule() {
    SchemaSet schemas =
        SchemaSet.ofInput(
            ValueJson.parse(
                "{\"type\": \"object\", \"properties\": {\"n\": {\"type\": \"number\"}}}"));

    check(
        TypeSettings.DEFAULT.with(schemas),
        "package a\nx if input.m == 1\ny if input.n == \"1\"\nz if input.n == 1\n");

    assertThat(messages())
        .containsExactly("m0.rego:2 undefined ref: input.m", "m0.rego:3 match error");
  }

  @Test
  void check_schemaOfAllInputIsNone_saysSo() {
    check(
        TypeSettings.DEFAULT.with(SchemaSet.ofInput(ValueJson.parse("{\"type\": \"text\"}"))),
        "package a\nx := 1\n");

    assertThat(messages())
        .containsExactly(
            "unable to compile the schema: has a primitive type that is NOT VALID -- given: /text/"
                + " Expected valid values are:[array boolean integer number null object string]");
  }

  @Test
  void check_schemasByName_areThoseOfAnnotations() {
    SchemaSet schemas =
        new SchemaSet(
            Map.of(
                List.of("schema", "in", "put"),
                ValueJson.parse("{\"properties\": {\"a\": {\"type\": \"string\"}}}")));

    check(
        TypeSettings.DEFAULT.with(schemas),
        """
        # METADATA
        # scope: package
        # schemas:
        #   - input: schema["in"].put
        package a
        x if input.a == 1
        # METADATA
        # schemas:
        #   - input: schema.other
        y if input.a == 1
        """);

    assertThat(messages())
        .containsExactly(
            "m0.rego:6 match error",
            "m0.rego:10 undefined schema: schema.other",
            "m0.rego:10 match error");
  }

  @Test
  void check_noSchemasGiven_annotationsThatNameThemDoNotCount() {
    check(
        """
        package a
        # METADATA
        # schemas:
        #   - input: schema.other
        y if input.a == 1
        """);

    assertThat(messages()).isEmpty();
  }

  @Test
  void check_rulesThatReferInAnyOrder_areKnownWhenTheyAreUsed() {
    StringBuilder chain = new StringBuilder("package a\n");
    for (int i = 10_000; i > 0; i--) {
      chain.append("r%d := r%d + 1\n".formatted(i, i - 1));
    }
    chain.append("r0 := \"a\"\n");

    check(chain.toString());

    assertThat(messages()).containsExactly("m0.rego:10001 plus: invalid argument(s)");
  }

  @Test
  void typeOf_ruleAndPackage_isWhatTheyCanBe() {
    CheckedPolicy policy =
        check(
            "package a\nport := 80\nhosts contains h if some h in [\"a\", 1]\nf(x) := lower(x)\n");

    assertThat(TypeChecker.typeOf(policy, List.of("data", "a", "hosts")))
        .hasToString("set[any<number, string>]");
    assertThat(TypeChecker.typeOf(policy, List.of("data", "a", "f")))
        .hasToString("(string) => string");
    assertThat(TypeChecker.typeOf(policy, List.of("data", "a")))
        .hasToString(
            "object<f: (string) => string, hosts: set[any<number, string>], port: number>[string:"
                + " any]");
    assertThat(TypeChecker.typeOf(policy, List.of("data", "b"))).hasToString("any");
  }

  @Test
  void query_wrongUseOfARule_isAnError() {
    CheckedPolicy policy = check("package a\nport := 80\n");
    Source source = Source.of("", "x := data.a.port; lower(x) == \"a\"");
    List<Expr> query = RegoParser.query(source, ParserSettings.of(Module.RegoVersion.V1), errors);
    ResolvedQuery resolved =
        Resolver.query(policy.resolved(), query, QuerySettings.DEFAULT, errors);

    TypeChecker.query(policy, resolved, source, errors);

    assertThat(DiagnosticPrinter.text(errors))
        .contains("rego_type_error: lower: invalid argument(s)")
        .contains("have: (number, ???)");
  }
}
