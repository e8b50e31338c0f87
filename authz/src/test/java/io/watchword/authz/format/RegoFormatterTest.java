package io.watchword.authz.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.authz.rego.Source;
import io.watchword.platform.diagnostics.Diagnostic;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Golden files, each as `opa fmt` prints it.
final class RegoFormatterTest {

  @ParameterizedTest
  @CsvSource({
    "v1-rules.rego, V1, v1-rules.formatted",
    "v1-logic.rego, V1, v1-logic.formatted",
    "v0-rules.rego, V0, v0-rules.formatted",
    "v0-rules.rego, V0_AND_V1, v0-rules.v1.formatted",
  })
  void format_file_isTheGoldenFile(String file, FormatStyle style, String golden)
      throws IOException {
    assertThat(format(read(file), style)).isEqualTo(read(golden));
  }

  @ParameterizedTest
  @CsvSource({
    "v1-rules.formatted, V1",
    "v1-logic.formatted, V1",
    "v0-rules.formatted, V0",
    "v0-rules.v1.formatted, V0_AND_V1",
  })
  void format_formattedFile_isLeftAlone(String file, FormatStyle style) throws IOException {
    String text = read(file);

    assertThat(format(text, style)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      value = {
        "p if { (1 in xs) in ys } => p if 1 in xs in ys",
        "p if { 1, (2 in xs) in ys } => p if 1, (2 in xs) in ys",
        "p := [plus(x, 1) | x := 1] => p := [(x + 1) | x := 1]",
        "p := {(a | b), c} => p := {(a | b), c}",
        "p if true => p := true",
        "f(x) => f(x)",
        "p if { {x} } => p if {⏎\t{x}⏎}",
      })
  void format_shortRule_staysWhatItIs(String text, String expected) {
    assertThat(format("package a\n\n" + text + "\n", FormatStyle.V1))
        .isEqualTo("package a\n\n" + expected.replace('⏎', '\n') + "\n");
  }

  @Test
  void format_operatorWithOneOperand_isRefused() {
    List<Diagnostic> problems = new ArrayList<>();

    assertThat(
            RegoFormatter.format(
                Source.of("a.rego", "package a\np if plus(1)"), FormatStyle.V1, problems))
        .isEmpty();
    assertThat(problems).extracting(Diagnostic::message).containsExactly("plus: arity mismatch");
  }

  @Test
  void format_unreadableFile_saysWhatIsWrong() {
    List<Diagnostic> problems = new ArrayList<>();

    assertThat(
            RegoFormatter.format(
                Source.of("a.rego", "package a\np { true }"), FormatStyle.V1, problems))
        .isEmpty();
    assertThat(problems)
        .extracting(Diagnostic::message)
        .containsExactly("`if` keyword is required before rule body");
  }

  private static String format(String text, FormatStyle style) {
    List<Diagnostic> problems = new ArrayList<>();
    var formatted = RegoFormatter.format(Source.of("a.rego", text), style, problems);
    assertThat(problems).isEmpty();
    return formatted.orElseThrow();
  }

  private static String read(String file) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(RegoFormatterTest.class.getResourceAsStream(file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
