package io.watchword.authz.types;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.authz.rego.Module;
import io.watchword.authz.rego.ParserSettings;
import io.watchword.authz.rego.RegoParser;
import io.watchword.authz.rego.Source;
import io.watchword.authz.resolve.ResolveSettings;
import io.watchword.authz.resolve.ResolvedPolicy;
import io.watchword.authz.resolve.Resolver;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.Excerpt;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Modules and what is wrong with them: code, message, row and column as OPA has them, label and
/// help as we say them.
class TypeErrorsTest {

  record Case(String name, String module, String errors) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() throws IOException {
    try (InputStream in = TypeErrorsTest.class.getResourceAsStream("errors.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(text.split("(?m)^==== ", -1))
          .skip(1)
          .map(
              block -> {
                String[] parts = block.split("(?m)^----\n", 2);
                int line = parts[0].indexOf('\n');
                return new Case(
                    parts[0].substring(0, line), parts[0].substring(line + 1), parts[1].strip());
              });
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void check_moduleOfTheTable_findsWhatIsWrong(Case row) {
    List<Diagnostic> errors = new ArrayList<>();
    Module module =
        RegoParser.parse(
                Source.of("m.rego", row.module()), ParserSettings.of(Module.RegoVersion.V1), errors)
            .orElseThrow();
    ResolvedPolicy resolved = Resolver.resolve(List.of(module), ResolveSettings.DEFAULT, errors);
    assertThat(errors).isEmpty();

    TypeChecker.check(resolved, TypeSettings.DEFAULT, errors);

    assertThat(errors.stream().map(TypeErrorsTest::text).collect(Collectors.joining("\n")))
        .isEqualTo(row.errors());
  }

  private static String text(Diagnostic error) {
    return error.position().map(at -> at.line() + ":" + at.column() + " ").orElse("")
        + error.message()
        + " | "
        + error.excerpt().map(Excerpt::label).orElse("")
        + " | "
        + error.help().orElse("");
  }
}
