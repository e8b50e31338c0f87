package io.watchword.cli.policy;

import io.watchword.authz.format.FormatStyle;
import io.watchword.authz.format.RegoFormatter;
import io.watchword.authz.rego.Source;
import io.watchword.cli.output.Console;
import io.watchword.cli.output.OutputFormat;
import io.watchword.platform.bootstrap.lifecycle.ExitCodes;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.DiagnosticPrinter;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `policy fmt PATH…`: policies in their one layout.
@Command(
    name = "fmt",
    mixinStandardHelpOptions = true,
    description = {
      "Print policies in Rego as they should be laid out, as `opa fmt` does.",
      "Exit codes: 0 done; 1 a file is laid out otherwise, with --check; 3 a file is no Rego."
    },
    footer = {"", "Example: watchword policy fmt --check policies/"})
public final class FormatCommand implements Callable<Integer> {

  @Parameters(paramLabel = "PATH", arity = "1..*", description = "Files and folders.")
  private List<Path> paths = List.of();

  @Option(
      names = {"-w", "--write"},
      description = "Write the files instead of printing them.")
  private boolean write;

  @Option(
      names = {"-d", "--diff"},
      description = "Print what would change.")
  private boolean diff;

  @Option(
      names = "--check",
      description = "Print which files would change; exit code 1 where one would.")
  private boolean check;

  @Option(names = "--v0-compatible", description = "Files in Rego v0, and they stay so.")
  private boolean isV0;

  @Option(
      names = {"--v0-v1", "--rego-v1"},
      description = "Files in Rego v0; the result is valid in v0 and v1.")
  private boolean isBoth;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "Form of the result: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private OutputFormat format = OutputFormat.text;

  /// What became of one file.
  private record Formatted(String file, boolean changed, String text) {}

  @Override
  public Integer call() {
    List<Diagnostic> problems = new ArrayList<>();
    List<Formatted> results = new ArrayList<>();
    StringBuilder shown = new StringBuilder();
    for (Path file : files()) {
      String before = read(file);
      Optional<String> after =
          RegoFormatter.format(Source.of(file.toString(), before), style(), problems);
      if (after.isEmpty()) {
        continue;
      }
      boolean changed = !after.get().equals(before);
      results.add(new Formatted(file.toString(), changed, after.get()));
      shown.append(shown(file, before, after.get(), changed));
      if (write && changed) {
        overwrite(file, after.get());
      }
    }
    System.err.print(DiagnosticPrinter.text(problems));
    new Console(format, false, false, System.out, System.err)
        .print(results, out -> out.print(shown));
    if (!problems.isEmpty()) {
      return ExitCodes.INVALID_INPUT;
    }
    return check && results.stream().anyMatch(Formatted::changed)
        ? ExitCodes.FAILED
        : ExitCodes.DONE;
  }

  private String shown(Path file, String before, String after, boolean changed) {
    if (diff) {
      return changed ? LineDiff.unified(file.toString(), before, after) : "";
    }
    if (check) {
      return changed ? file + "\n" : "";
    }
    return write ? "" : after;
  }

  private FormatStyle style() {
    return isBoth ? FormatStyle.V0_AND_V1 : isV0 ? FormatStyle.V0 : FormatStyle.V1;
  }

  private List<Path> files() {
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      try (Stream<Path> found = Files.walk(path)) {
        found
            .filter(Files::isRegularFile)
            .filter(file -> file.toString().endsWith(".rego"))
            .sorted()
            .forEach(files::add);
      } catch (IOException | UncheckedIOException e) {
        throw unreadable(path, e);
      }
    }
    return files;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (MalformedInputException e) {
      // Writing it back would lose what could not be read.
      throw new InvalidInputException(
          Diagnostic.error("authz/not-utf8", "`" + file + "` is not text in UTF-8")
              .withHelp("save it as UTF-8"));
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static void overwrite(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new InvalidInputException(
          Diagnostic.error(
                  "authz/unreadable",
                  "`" + file + "` cannot be written: " + e.getClass().getSimpleName())
              .withHelp("expected: a file that may be changed"));
    }
  }

  private static InvalidInputException unreadable(Path path, Exception e) {
    return new InvalidInputException(
        Diagnostic.error(
                "authz/unreadable",
                "`" + path + "` cannot be read: " + e.getClass().getSimpleName())
            .withHelp("expected: a policy file, or a folder with some"));
  }
}
