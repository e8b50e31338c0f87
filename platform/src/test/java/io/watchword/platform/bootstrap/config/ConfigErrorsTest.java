package io.watchword.platform.bootstrap.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.watchword.platform.diagnostics.DiagnosticPrinter;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whole messages: each `config-errors/NAME.yaml` is read as a [Shapes.Proxy], `NAME.txt` is what
/// is printed. `-Dgolden.update=true` rewrites them.
class ConfigErrorsTest {

  private static final Path FOLDER = Path.of("src/test/resources/config-errors");

  static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".yaml"))
          .map(name -> name.substring(0, name.length() - ".yaml".length()))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void parse_wrongFile_printsAllThatIsWrong(String name) throws IOException {
    String text = Files.readString(FOLDER.resolve(name + ".yaml"));
    InvalidInputException refused =
        catchThrowableOfType(
            InvalidInputException.class,
            () -> ConfigReader.parse(name + ".yaml", text, Shapes.Proxy.class));
    String printed = DiagnosticPrinter.text(refused.diagnostics());
    Path golden = FOLDER.resolve(name + ".txt");
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(golden, printed);
    }
    assertThat(printed).isEqualTo(Files.readString(golden));
  }
}
