package io.watchword.authz.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.bundles.archive.PolicyFile;
import io.watchword.platform.diagnostics.DiagnosticPrinter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each policy in `errors/` and the whole text of what is wrong with it. `-Dgolden.update=true`
/// rewrites the texts.
class GoldenErrorsTest {

  private static Path folder() {
    Path module = Path.of("src/test/resources/io/watchword/authz/load/errors");
    return Files.isDirectory(module) ? module : Path.of("authz").resolve(module);
  }

  static List<String> policies() throws IOException {
    try (Stream<Path> files = Files.list(folder())) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> !name.endsWith(".txt"))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void check_brokenPolicy_saysWhatIsWrong(String name) throws IOException {
    PolicyFile file = new PolicyFile(name, Files.readAllBytes(folder().resolve(name)));
    String text = DiagnosticPrinter.text(PolicyChecker.check(List.of(file), LoadSettings.DEFAULT));
    Path golden = folder().resolve(name + ".txt");
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(golden, text);
    }
    assertThat(text).isEqualTo(Files.readString(golden, StandardCharsets.UTF_8));
  }
}
