package io.watchword.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleTest {

  private record Answer(String spiffeId, Instant notAfter, Path file, List<Integer> numbers) {}

  private static final Answer ANSWER =
      new Answer("spiffe://a/b", Instant.parse("2026-03-01T12:00:00Z"), Path.of("x"), List.of(1));

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void print_json_isOneDocumentInSnakeCase() {
    console(OutputFormat.json, false, false).print(ANSWER, text -> text.println("text"));
    assertThat(out)
        .hasToString(
            """
            {
              "spiffe_id" : "spiffe://a/b",
              "not_after" : "2026-03-01T12:00:00Z",
              "file" : "x",
              "numbers" : [ 1 ]
            }
            """);
    assertThat(err).hasToString("");
  }

  @Test
  void print_text_isWhatIsWritten() {
    console(OutputFormat.text, false, false).print(ANSWER, text -> text.println("text"));
    assertThat(out).hasToString("text\n");
  }

  @Test
  void note_goesToStderr() {
    console(OutputFormat.text, false, false).note("working");
    assertThat(out).hasToString("");
    assertThat(err).hasToString("working\n");
  }

  @Test
  void note_quiet_isSilentAndErrorsAreNot() {
    Console console = console(OutputFormat.text, true, false);
    console.note("working");
    console.error("broken");
    assertThat(err).hasToString("broken\n");
  }

  @Test
  void paint_colourAllowed_isInColour() {
    Console console = console(OutputFormat.text, false, true);
    assertThat(console.red("no")).isEqualTo("\u001b[31mno\u001b[0m");
    assertThat(console.bold("b")).isEqualTo("\u001b[1mb\u001b[0m");
  }

  @Test
  void paint_colourNotAllowed_isPlain() {
    assertThat(console(OutputFormat.text, false, false).green("yes")).isEqualTo("yes");
  }

  private Console console(OutputFormat format, boolean quiet, boolean colour) {
    return new Console(format, quiet, colour, stream(out), stream(err));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
