package io.watchword.cli.registration;

import io.watchword.cli.output.OutputOptions;
import io.watchword.cli.running.RunningOptions;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `entry import`.
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example: watchword entry import entries.json --source spire \\",
      "           --parent spiffe://example.org/spire/server=spiffe://example.org/watchword/ca"
    },
    description = "Take over the entries of a SPIRE server, with their IDs.")
final class ImportCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "FILE",
      description = "What `spire-server entry show -output json` printed.")
  private Path file = Path.of("");

  @Option(
      names = "--parent",
      paramLabel = "FROM=TO",
      description = "What a parent ID of SPIRE is here. Repeatable.")
  private Map<String, String> parents = Map.of();

  @Mixin private EntrySet set = new EntrySet();
  @Mixin private RunningOptions running = new RunningOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new InvalidInputException(
          Diagnostic.error(
              "cli/spire-entries", "`" + file + "` cannot be read: " + e.getMessage()));
    }
    return set.apply(SpireEntries.read(file.toString(), text, parents), running, output);
  }
}
