package io.watchword.authz.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.bundles.archive.PolicyFile;
import io.watchword.platform.diagnostics.Diagnostic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Text that is out to break the compiler ends in diagnostics, soon.
class HostilePoliciesTest {

  private static List<Diagnostic> check(String name, String text) {
    return Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> PolicyChecker.check(List.of(PolicyFile.of(name, text)), LoadSettings.DEFAULT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{", "(", "not ", "[[x |", "{\"a\":", "f(", "x[", "some x in ["})
  void check_deeplyNestedRego_isAnError(String opening) {
    List<Diagnostic> problems = check("a.rego", "package t\n\np if " + opening.repeat(100_000));
    assertThat(problems).isNotEmpty();
    assertThat(problems.get(0).message()).doesNotContain("StackOverflow");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- ", "? ", "!!x "})
  void check_deeplyNestedYaml_isAnError(String opening) {
    assertThat(check("a.yaml", opening.repeat(50_000))).isNotEmpty();
  }

  @Test
  void check_longChains_areNoProblem() {
    StringBuilder text = new StringBuilder("package t\n\nr0 := 1\n");
    for (int i = 1; i < 3000; i++) {
      text.append("r%d if r%d\n".formatted(i, i - 1));
    }
    text.append("p if input").append(".a".repeat(20_000)).append('\n');
    text.append("q if {\n").append("  input.a == 1\n".repeat(3_000)).append("}\n");
    text.append("s := 1 if false\n").append("else := 2 if false\n".repeat(500)).append('\n');
    assertThat(check("a.rego", text.toString())).isEmpty();
  }

  @Test
  void check_manyErrors_areCutOff() {
    assertThat(check("a.rego", "package t\n" + "p := )\n".repeat(50_000)).size())
        .isLessThanOrEqualTo(200);
  }

  @Test
  void check_longLine_isShownInPart() {
    List<Diagnostic> problems =
        check("a.rego", "package t\np := [" + "1,".repeat(100_000) + ")]\n");
    assertThat(problems.get(0).excerpt().orElseThrow().line().length()).isLessThan(300);
  }

  @Test
  void check_noise_neverThrows() {
    Random random = new Random(7);
    String[] pieces = {
      "package t\n",
      "p",
      " if ",
      "{",
      "}",
      "[",
      "]",
      "(",
      ")",
      ":=",
      "=",
      "==",
      " in ",
      "some ",
      "not ",
      "\"a\"",
      "`",
      "\"",
      "\\",
      "|",
      ",",
      ";",
      "\n",
      "x",
      "_",
      "1",
      "1e9",
      ".",
      "input",
      "data",
      "\u0000",
      "\uD800",
      "é",
      "contains ",
      "default ",
      "else ",
      "import ",
      "# METADATA\n",
      "- ",
      ": ",
      "&a ",
      "*a ",
      "---\n",
      "kind"
    };
    for (int i = 0; i < 3000; i++) {
      StringBuilder text = new StringBuilder(i % 2 == 0 ? "package t\n" : "");
      for (int j = random.nextInt(40); j >= 0; j--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      check(i % 3 == 0 ? "a.yaml" : "a.rego", text.toString());
    }
  }

  @Test
  void check_policiesWithBytesChanged_neverThrows() {
    Random random = new Random(8);
    List<String> seeds =
        List.of(
            "package watchword.request\n\n"
                + "allow if {\n"
                + "  some x in input.xs\n"
                + "  x == \"a\"\n"
                + "  not input.y[x]\n"
                + "}\n",
            "apiVersion: security.istio.io/v1\n"
                + "kind: AuthorizationPolicy\n"
                + "metadata: {name: a, namespace: b}\n"
                + "spec:\n"
                + "  rules:\n"
                + "  - from:\n"
                + "    - source: {principals: [\"a\"]}\n");
    for (int i = 0; i < 4000; i++) {
      byte[] bytes = seeds.get(i % 2).getBytes(StandardCharsets.UTF_8);
      for (int j = random.nextInt(4); j >= 0; j--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      PolicyChecker.check(
          List.of(new PolicyFile(i % 2 == 0 ? "a.rego" : "a.yaml", bytes)), LoadSettings.DEFAULT);
    }
  }

  @Test
  void check_noText_isAnError() {
    byte[] latin1 = {'p', (byte) 0xE9};
    assertThat(PolicyChecker.check(List.of(new PolicyFile("a.rego", latin1)), LoadSettings.DEFAULT))
        .extracting(Diagnostic::code)
        .containsExactly("authz/not-utf8");
    assertThat(Stream.of("a.rego", "a.yaml").flatMap(name -> check(name, "").stream()))
        .extracting(Diagnostic::message)
        .containsExactly("empty module");
  }
}
