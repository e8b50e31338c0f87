package io.watchword.cli.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.bundles.archive.BundleArchive;
import io.watchword.bundles.archive.PolicyFile;
import io.watchword.cli.CommandRun;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvalCommandTest {

  private static final String SHOP =
      """
      package shop

      allow if input.user == "ann"

      names contains n if some n in data.sub.names

      told if trace(input.user)

      broken := 1 if input.user

      broken := 2 if input.user
      """;
  private static final String OLD =
      """
      package old

      allow { input.user == "ann" }
      """;
  private static final String MANIFEST =
      """
      {"revision": "r", "rego_version": 1, "file_rego_versions": {"/old*.rego": 0}}
      """;

  @TempDir private Path folder;
  private Path bundle;
  private Path input;

  @BeforeEach
  void write() throws IOException {
    bundle = Files.createDirectories(folder.resolve("b[1]"));
    Files.writeString(bundle.resolve("shop.rego"), SHOP);
    Files.writeString(bundle.resolve("old.rego"), OLD);
    Files.writeString(bundle.resolve(".manifest"), MANIFEST);
    Files.createDirectory(bundle.resolve("sub"));
    Files.writeString(bundle.resolve("sub/data.json"), "{\"names\": [\"b\", \"a\"]}");
    Files.writeString(bundle.resolve("sub/other.json"), "{\"names\": 1}");
    input = Files.writeString(folder.resolve("input.json"), "{\"user\": \"ann\"}");
  }

  @Test
  void eval_query_printsTheResultDocument() {
    CommandRun run = eval("data.shop.allow");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .isEqualTo(
            """
            {
              "result": [
                {
                  "expressions": [
                    {
                      "value": true,
                      "text": "data.shop.allow",
                      "location": {
                        "row": 1,
                        "col": 1
                      }
                    }
                  ]
                }
              ]
            }
            """);
  }

  @Test
  void eval_undefined_isDoneAndEmpty() {
    CommandRun run = eval("data.nothing");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEqualTo("{}\n");
  }

  @Test
  void eval_formats_printRowsInTheirForm() {
    assertThat(eval("x := data.shop.names[_]", "-f", "bindings").out())
        .isEqualTo("{\"x\":\"a\"}\n{\"x\":\"b\"}\n");
    assertThat(eval("data.shop.names; input.user", "-f", "values").out())
        .isEqualTo("[[\"a\",\"b\"],\"ann\"]\n");
    assertThat(eval("input.user", "-f", "raw").out()).isEqualTo("ann\n");
    assertThat(eval("input.user", "-f", "discard").out()).isEmpty();
  }

  @Test
  void eval_bundleFolder_readsOldFilesAsItsManifestSays() {
    CommandRun run = eval("data.old.allow", "-f", "raw");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo("true\n");
  }

  @Test
  void eval_bundleArchive_answersAsItsFolder() throws IOException {
    CommandRun run =
        CommandRun.of(
            "policy",
            "eval",
            "-f",
            "values",
            "-i",
            input.toString(),
            "-b",
            archive(),
            "data.old.allow; data.shop.names");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo("[true,[\"a\",\"b\"]]\n");
  }

  @Test
  void eval_bundleOfV0_isReadAsItsManifestSays() throws IOException {
    Files.delete(bundle.resolve("shop.rego"));
    Files.writeString(bundle.resolve(".manifest"), "{\"rego_version\": 0}");
    assertThat(eval("data.old.allow", "-f", "raw").out()).isEqualTo("true\n");
  }

  @Test
  void eval_manifestThatIsNone_isUnreadableInput() throws IOException {
    Files.writeString(bundle.resolve(".manifest"), "{\"rego_version\": 7}");
    CommandRun run = eval("1");
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err())
        .contains("`rego_version` in `.manifest` is 7 (expected: 0 or 1)")
        .doesNotContain("\tat ");
  }

  @Test
  void eval_hiddenFiles_countAsForOpa() throws IOException {
    Files.writeString(bundle.resolve(".hidden.rego"), "package hidden\nx := 1\n");
    assertThat(eval("data.hidden.x", "-f", "raw").out()).isEqualTo("1\n");
  }

  @Test
  void eval_brokenArchive_isUnreadableInput() throws IOException {
    Path archive = Files.writeString(folder.resolve("b.tar.gz"), "no archive");
    CommandRun run = CommandRun.of("policy", "eval", "-b", archive.toString(), "1");
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).startsWith("authz/unreadable: ").contains("not a complete tar.gz");
  }

  @Test
  void eval_v0Compatible_readsOldPolicies() {
    Path old = bundle.resolve("old.rego");
    String[] command = {
      "policy", "eval", "-f", "raw", "-i", input.toString(), "-d", old.toString(), "data.old.allow"
    };
    assertThat(CommandRun.of(command).exitCode()).isEqualTo(3);
    List<String> compatible = new ArrayList<>(List.of(command));
    compatible.add(2, "--v0-compatible");
    assertThat(CommandRun.of(compatible.toArray(String[]::new)).out()).isEqualTo("true\n");
  }

  @Test
  void eval_wrongQuery_isAnErrorDocumentAndADiagnostic() {
    CommandRun run = eval("y == 1");
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out())
        .isEqualTo(
            """
            {
              "errors": [
                {
                  "message": "var y is unsafe",
                  "code": "rego_unsafe_var_error",
                  "location": {
                    "file": "",
                    "row": 1,
                    "col": 1
                  }
                }
              ]
            }
            """);
    assertThat(run.err()).startsWith("rego_unsafe_var_error: var y is unsafe");
  }

  @Test
  void eval_conflict_isAFailureWithItsPlace() {
    CommandRun run = eval("data.shop.broken");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("\"message\": \"complete rules must not produce multiple outputs\"")
        .contains("\"code\": \"eval_conflict_error\"")
        .contains("shop.rego\"");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void eval_strictBuiltinErrors_failsWhereItIsUndefinedOtherwise() {
    assertThat(eval("x := 1 / 0").out()).isEqualTo("{}\n");
    CommandRun strict = eval("x := 1 / 0", "--strict-builtin-errors");
    assertThat(strict.exitCode()).isEqualTo(1);
    assertThat(strict.out())
        .contains("\"message\": \"div: divide by zero\"")
        .contains("\"code\": \"eval_builtin_error\"")
        .contains("\"file\": \"\"");
  }

  @Test
  void eval_stdinInput_isTheInput() {
    assertThat(
            withStdin("{\"user\": \"eve\"}", "policy", "eval", "-I", "-f", "raw", "input.user")
                .out())
        .isEqualTo("eve\n");
  }

  @Test
  void eval_stdinThatIsNoJson_isUnreadableInput() {
    CommandRun run = withStdin("{\"user\":", "policy", "eval", "-I", "input.user");
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err())
        .startsWith("authz/data-json: `stdin` is not what it should be: ")
        .doesNotContain("[Source");
  }

  @Test
  void eval_explainNotes_tellsNotesAndFailures() {
    CommandRun run = eval("data.shop.told", "--explain", "notes");
    assertThat(run.err()).contains("Note \"ann\"").doesNotContain("Eval ");
    CommandRun failed = eval("data.shop.allow with input.user as \"eve\"", "--explain", "notes");
    assertThat(failed.out()).isEqualTo("{}\n");
    assertThat(failed.err())
        .contains("shop.rego:3         | Fail input.user == \"ann\"")
        .contains("Fail data.shop.allow");
  }

  @Test
  void eval_explainFull_tellsEveryStep() {
    assertThat(eval("data.shop.allow", "--explain", "full").err())
        .contains("shop.rego:3         Enter data.shop.allow\n")
        .contains("shop.rego:3         | Eval input.user == \"ann\"\n")
        .contains("shop.rego:3         Exit data.shop.allow\n");
  }

  @Test
  void eval_capabilitiesWithoutABuiltin_refuseIt() throws IOException {
    Path capabilities =
        Files.writeString(
            folder.resolve("capabilities.json"),
            """
            {"builtins": [{"name": "count", "decl": {"type": "function",
              "args": [{"type": "any"}], "result": {"type": "number"}}}],
              "features": ["rego_v1"]}
            """);
    CommandRun run =
        CommandRun.of(
            "policy",
            "eval",
            "--capabilities",
            capabilities.toString(),
            "http.send({\"method\": \"get\", \"url\": \"http://127.0.0.1:1\"})");
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).contains("rego_type_error: undefined function http.send");
  }

  @Test
  void eval_schema_findsWhatTheInputCannotHave() throws IOException {
    Path schema =
        Files.writeString(
            folder.resolve("schema.json"),
            """
            {"type": "object", "properties": {"user": {"type": "string"}},
              "additionalProperties": false}
            """);
    assertThat(eval("input.user", "-s", schema.toString(), "-f", "raw").out()).isEqualTo("ann\n");
    CommandRun run = eval("input.usr", "-s", schema.toString());
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).contains("rego_type_error: undefined ref: input.usr");
  }

  @Test
  void eval_capabilitiesWithoutHosts_forbidTheNetwork() throws IOException {
    Path capabilities =
        Files.writeString(
            folder.resolve("capabilities.json"),
            """
            {"builtins": [{"name": "http.send", "nondeterministic": true, "decl": {"type": "function",
              "args": [{"type": "object", "dynamic": {"key": {"type": "string"},
              "value": {"type": "any"}}}], "result": {"type": "any"}}}],
              "features": ["rego_v1"], "allow_net": []}
            """);
    CommandRun run =
        CommandRun.of(
            "policy",
            "eval",
            "--strict-builtin-errors",
            "--capabilities",
            capabilities.toString(),
            "http.send({\"method\": \"get\", \"url\": \"http://127.0.0.1:1\"})");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
    assertThat(run.out()).contains("\"message\": \"http.send: disallowed host: 127.0.0.1\"");
  }

  @Test
  void eval_schemaFolder_isNamedByMetadata() throws IOException {
    Path schemas = Files.createDirectories(folder.resolve("schemas"));
    Files.writeString(
        schemas.resolve("request.json"),
        """
        {"type": "object", "properties": {"user": {"type": "string"}},
          "additionalProperties": false}
        """);
    Path policy =
        Files.writeString(
            folder.resolve("m.rego"),
            """
            # METADATA
            # scope: package
            # schemas:
            #   - input: schema.request
            package m

            a if input.usr == "x"
            """);
    CommandRun run =
        CommandRun.of(
            "policy", "eval", "-s", schemas.toString(), "-d", policy.toString(), "data.m.a");
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err())
        .startsWith("rego_type_error: undefined ref: input.usr")
        .contains("m.rego:7:6");
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "PT5S", "5", "-1s", ""})
  void eval_timeoutThatIsNone_isWrongUsage(String timeout) {
    CommandRun run = CommandRun.of("policy", "eval", "--timeout=" + timeout, "1");
    assertThat(run.exitCode()).isEqualTo(64);
    assertThat(run.err()).contains("--timeout: `" + timeout + "` is no duration");
  }

  @Test
  void eval_noQuery_isWrongUsage() {
    assertThat(CommandRun.of("policy", "eval").exitCode()).isEqualTo(64);
  }

  @Test
  void eval_outOfTime_isAFailure() {
    CommandRun run =
        eval(
            "count([1 | numbers.range(1, 3000)[_]; numbers.range(1, 3000)[_]])", "--timeout", "0s");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("\"code\": \"eval_cancel_error\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-d", "-b", "-i", "-s", "--capabilities"})
  void eval_missingFile_isUnreadableInput(String option) {
    CommandRun run =
        CommandRun.of("policy", "eval", option, folder.resolve("nowhere").toString(), "1");
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out()).contains("\"errors\"");
    assertThat(run.err()).startsWith("authz/unreadable: `").doesNotContain("Exception:");
  }

  @Tag("needs-opa")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "data.shop.allow",
        "data.shop.names",
        "data.old",
        "data.nothing",
        "x := data.shop.names[_]",
        "data.shop.allow; input.user",
        "[x, y] = [1, input]; not x == 2",
        "1 == 2",
        "some i, n in data.sub.names",
        "print(\"a\")",
        "{\"a\": {1, 2}, 3: [0.10, \"<é\\u0001>\"]}",
        "every n in data.sub.names { n != \"c\" }",
        "data.shop.allow with input.user as \"eve\"",
        "count(data.sub.names) + 1",
        "input",
        "plus(1, 2, x)",
      })
  void eval_query_printsWhatOpaPrints(String query) throws IOException {
    String expected =
        OpaBinary.required().out("eval", "-b", bundle.toString(), "-i", input.toString(), query);
    assertThat(eval(query).out()).isEqualTo(expected);
  }

  private CommandRun eval(String query, String... more) {
    List<String> all =
        new ArrayList<>(List.of("policy", "eval", "-b", bundle.toString(), "-i", input.toString()));
    all.addAll(List.of(more));
    all.add(query);
    return CommandRun.of(all.toArray(String[]::new));
  }

  private String archive() throws IOException {
    byte[] packed =
        BundleArchive.write(
            List.of(
                PolicyFile.of(".manifest", MANIFEST),
                PolicyFile.of("shop.rego", SHOP),
                PolicyFile.of("old.rego", OLD),
                PolicyFile.of("sub/data.json", "{\"names\": [\"b\", \"a\"]}")));
    return Files.write(folder.resolve("bundle.tar.gz"), packed).toString();
  }

  private static CommandRun withStdin(String text, String... arguments) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    try {
      return CommandRun.of(arguments);
    } finally {
      System.setIn(before);
    }
  }
}
