package io.watchword.cli.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Consumer;

/// Where a command writes: its result to stdout, everything else to stderr. With `json` stdout gets
/// exactly one document.
public final class Console {

  private final OutputFormat format;
  private final boolean quiet;
  private final boolean colour;
  private final PrintStream result;
  private final PrintStream notes;

  /// @param colour whether stderr and stdout may carry terminal colours
  public Console(
      OutputFormat format, boolean quiet, boolean colour, PrintStream result, PrintStream notes) {
    this.format = format;
    this.quiet = quiet;
    this.colour = colour;
    this.result = result;
    this.notes = notes;
  }

  static Console of(OutputOptions options) {
    return new Console(
        options.format(), options.quiet(), colourAllowed(options), System.out, System.err);
  }

  /// Prints the result: `document` as JSON with `snake_case` keys, or what `text` writes.
  ///
  /// @param document records, maps, lists, strings and numbers
  public void print(Object document, Consumer<PrintStream> text) {
    switch (format) {
      case json -> result.println(json(document));
      case text -> text.accept(result);
    }
    result.flush();
  }

  /// Prints one of many results: `document` as JSON on a line of its own, or what `text` writes.
  public void printLine(Object document, Consumer<PrintStream> text) {
    switch (format) {
      case json -> result.println(write(Json.LINES, document));
      case text -> text.accept(result);
    }
    result.flush();
  }

  /// A line about what is going on; nothing with `--quiet`.
  public void note(String line) {
    if (!quiet) {
      notes.println(line);
    }
  }

  /// A line that must be seen.
  public void error(String line) {
    notes.println(line);
  }

  public boolean isJson() {
    return format == OutputFormat.json;
  }

  /// `text` in bold where colours are allowed.
  public String bold(String text) {
    return paint("1", text);
  }

  public String green(String text) {
    return paint("32", text);
  }

  public String red(String text) {
    return paint("31", text);
  }

  public String faint(String text) {
    return paint("2", text);
  }

  /// One document, indented, keys in `snake_case`, instants as RFC 3339.
  public static String json(Object document) {
    return write(Json.MAPPER.writerWithDefaultPrettyPrinter(), document);
  }

  private static String write(ObjectWriter writer, Object document) {
    try {
      return writer.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a result could not be written as JSON", e);
    }
  }

  private String paint(String code, String text) {
    return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }

  private static boolean colourAllowed(OutputOptions options) {
    // `System.console()` is a terminal only where both ends are one.
    java.io.Console terminal = System.console();
    return !options.noColor()
        && System.getenv("NO_COLOR") == null
        && terminal != null
        && terminal.isTerminal();
  }

  /// Built on the first JSON document: text output must not pay for it.
  private static final class Json {
    static final ObjectMapper MAPPER =
        new ObjectMapper()
            .registerModule(
                new SimpleModule()
                    .addSerializer(Instant.class, ToStringSerializer.instance)
                    .addSerializer(Path.class, ToStringSerializer.instance))
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

    static final ObjectWriter LINES = MAPPER.writer();
  }
}
