package io.watchword.cli.output;

import picocli.CommandLine.Option;

/// Options that every command has; a picocli mix-in.
public final class OutputOptions {

  @Option(
      names = {"-o", "--output"},
      description = "Form of the result: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.",
      defaultValue = "text",
      paramLabel = "FORMAT")
  private OutputFormat format = OutputFormat.text;

  @Option(names = "--quiet", description = "No progress and no notes on stderr; errors still.")
  private boolean quiet;

  @Option(names = "--no-color", description = "No colour, also on a terminal. So does NO_COLOR.")
  private boolean noColor;

  public OutputFormat format() {
    return format;
  }

  public boolean quiet() {
    return quiet;
  }

  public boolean noColor() {
    return noColor;
  }

  /// The console these options ask for.
  public Console console() {
    return Console.of(this);
  }
}
