package io.watchword.cli.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCommandTest {

  @TempDir private Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(
        folder.resolve("shop.rego"),
        """
        package shop

        allow if input.user == "ann"

        allow if {
          input.user == "bob"
          input.method == "GET"
        }
        """);
    Files.writeString(
        folder.resolve("shop_test.rego"),
        """
        package shop_test

        import data.shop

        test_ann if shop.allow with input as {"user": "ann"}

        test_eve if {
          print("asking for <eve>")
          shop.allow with input as {"user": "eve"}
        }

        todo_test_later if false

        test_error if conflict == 1

        conflict := 1

        conflict := 2
        """);
  }

  @Test
  void test_someFail_tellsThemAndTheCounts() {
    CommandRun run = test();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out().replaceAll("\\([0-9.]+(µs|ms|s)\\)", "(time)").replace(folder + "/", ""))
        .isEqualTo(
            """
            shop_test.rego:7:
            data.shop_test.test_eve: FAIL (time)

              asking for <eve>

            shop_test.rego:12:
            data.shop_test.todo_test_later: SKIPPED
            shop_test.rego:14:
            data.shop_test.test_error: ERROR (time)
              shop_test.rego:18:1: eval_conflict_error: complete rules must not produce multiple outputs
            --------------------------------------------------------------------------------
            PASS: 1/4
            FAIL: 1/4
            ERROR: 1/4
            SKIPPED: 1/4
            """);
  }

  @Test
  void test_allPass_isDoneAndShort() {
    CommandRun run = test("--run", "test_ann");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEqualTo("PASS: 1/1\n");
    assertThat(test("--run", "test_ann", "-v").out()).contains("data.shop_test.test_ann: PASS (");
  }

  @Test
  void test_json_holdsEachTest() {
    CommandRun run = test("-o", "json");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("\"name\": \"test_ann\"", "\"package\": \"data.shop_test\"")
        .contains("\"fail\": true", "\"skip\": true")
        .contains("eval_conflict_error: complete rules must not produce multiple outputs");
  }

  @Test
  void test_junit_escapesAndCounts() {
    CommandRun run = test("-o", "junit");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .startsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n")
        .contains(
            "<testsuite name=\"data.shop_test\" tests=\"4\" failures=\"1\" errors=\"1\""
                + " skipped=\"1\"")
        .contains("<system-out>asking for &lt;eve&gt;</system-out>")
        .contains("<skipped/>")
        .endsWith("</testsuites>\n");
  }

  @Test
  void test_coverage_saysWhichLinesWereNotReached() {
    CommandRun run = test("--run", "test_ann", "--coverage");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains(" 25.00 %  ").contains("shop.rego  not reached: 5-7\n");
    assertThat(test("--run", "test_ann", "--coverage", "-o", "json").out())
        .contains("\"covered_lines\": 2")
        .contains("\"not_covered_lines\": 3");
  }

  @Test
  void test_coverageBelowTheThreshold_fails() {
    CommandRun run = test("--run", "test_ann", "--threshold", "80");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).matches("coverage is [0-9.]+ % \\(expected: at least 80.0 %\\)\n");
    assertThat(test("--run", "test_ann", "--threshold", "5").exitCode()).isZero();
  }

  @Test
  void test_noTest_failsOnlyWhenAsked() {
    assertThat(test("--run", "nothing").exitCode()).isZero();
    CommandRun run = test("--run", "nothing", "--fail-on-empty");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEqualTo("no tests found\n");
  }

  @Test
  void test_brokenModule_isUnreadableInput() throws IOException {
    Files.writeString(folder.resolve("b.rego"), "package b\nallow if {\n");
    CommandRun run = test();
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).startsWith("rego_parse_error: ").contains("b.rego:");
  }

  @Test
  void test_wrongOptions_areWrongUsage() {
    assertThat(test("--timeout", "soon").exitCode()).isEqualTo(64);
    assertThat(test("--threshold", "most").exitCode()).isEqualTo(64);
    CommandRun run = test("--run", "(");
    assertThat(run.exitCode()).isEqualTo(64);
    assertThat(run.err()).contains("--run `(`: ").contains("(expected: RE2)");
  }

  @Test
  void test_endlessTest_endsWithItsTime() throws IOException {
    Files.writeString(
        folder.resolve("slow_test.rego"),
        """
        package slow_test

        test_slow if count([1 | numbers.range(1, 9000)[_]; numbers.range(1, 9000)[_]]) == 0
        """);
    CommandRun run = test("--run", "test_slow", "--timeout", "20ms");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("data.slow_test.test_slow: ").contains("eval_cancel_error");
  }

  @Test
  void bench_query_printsItsResultAndFigures() {
    CommandRun run =
        CommandRun.of(
            "policy",
            "bench",
            "--seconds",
            "0.1",
            "-d",
            folder.toString(),
            "data.shop_test.test_ann");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("\"result\": true")
        .containsPattern("\"ops\": [1-9]")
        .contains("\"mean\": ", "\"p50\": ", "\"p99\": ", "\"bytes_per_op\": ");
  }

  @Test
  void testAndBench_capabilitiesWithoutHosts_reachNothing() throws IOException {
    Path capabilities =
        Files.writeString(
            folder.resolve("capabilities.txt"),
            """
            {"builtins": [{"name": "assign", "infix": ":=", "decl": {"type": "function",
              "args": [{"type": "any"}, {"type": "any"}], "result": {"type": "boolean"}}},
              {"name": "http.send", "nondeterministic": true, "decl": {"type": "function",
              "args": [{"type": "object", "dynamic": {"key": {"type": "string"},
              "value": {"type": "any"}}}], "result": {"type": "any"}}}],
              "features": ["rego_v1"], "allow_net": []}
            """);
    Path policies = Files.createDirectory(folder.resolve("net"));
    // Where it may, a request that nobody answers is an object that says so.
    Files.writeString(
        policies.resolve("net_test.rego"),
        """
        package net_test

        test_asked if {
          request := {"method": "get", "url": "http://127.0.0.1:1", "raise_error": false}
          {"eval_http_send_network_error"}[http.send(request).error.code]
        }
        """);
    String allowed = policies.toString();
    String[] within = {"--capabilities", capabilities.toString()};
    assertThat(CommandRun.of("policy", "test", allowed).exitCode()).isZero();
    assertThat(CommandRun.of("policy", "test", within[0], within[1], allowed).exitCode())
        .isEqualTo(1);
    CommandRun bench =
        CommandRun.of(
            "policy",
            "bench",
            "--seconds",
            "0.1",
            within[0],
            within[1],
            "-d",
            allowed,
            "data.net_test.test_asked");
    assertThat(bench.out()).contains("\"result\": null");
  }

  @Test
  void bench_conflict_isAFailure() {
    CommandRun run =
        CommandRun.of("policy", "bench", "-d", folder.toString(), "data.shop_test.conflict");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("\"code\": \"eval_conflict_error\"");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void bench_wrongInput_isUnreadableInput() {
    String nowhere = folder.resolve("nowhere").toString();
    assertThat(CommandRun.of("policy", "bench", "-i", nowhere, "1").exitCode()).isEqualTo(3);
    assertThat(CommandRun.of("policy", "bench", "1 +").exitCode()).isEqualTo(3);
    assertThat(CommandRun.of("policy", "bench", "--seconds", "few", "1").exitCode()).isEqualTo(64);
  }

  private CommandRun test(String... more) {
    List<String> all = new ArrayList<>(List.of("policy", "test"));
    all.addAll(List.of(more));
    all.add(folder.toString());
    return CommandRun.of(all.toArray(String[]::new));
  }
}
