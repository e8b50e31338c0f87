package io.watchword.authz.rego;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.authz.rego.Module.RegoVersion;
import io.watchword.platform.diagnostics.Diagnostic;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is said about text that is no Rego: a line a case, all messages with their places.
final class ParseErrorsTest {

  static Stream<String> cases() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ParseErrorsTest.class.getResourceAsStream("parse-errors.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void parse_textThatIsNoRego_saysAllThatIsWrong(String line) {
    String[] parts = line.split("  =>  ", -1);
    List<Diagnostic> problems = new ArrayList<>();
    Source source = Source.of("a.rego", parts[0].replace('⏎', '\n'));

    assertThat(RegoParser.parse(source, ParserSettings.of(RegoVersion.V1), problems)).isEmpty();

    assertThat(problems.stream().map(ParseErrorsTest::text).collect(Collectors.joining("  &&  ")))
        .isEqualTo(parts[1]);
  }

  private static String text(Diagnostic problem) {
    var at = problem.position().orElseThrow();
    return at.line() + ":" + at.column() + " " + problem.message().replace("\n", "\\n");
  }
}
