package io.watchword.cli.bundle;

import io.watchword.cli.output.OutputOptions;
import io.watchword.platform.bootstrap.lifecycle.ExitCodes;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `bundle diff`: from one bundle to the next.
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description = {
      "Show which files were added, removed or changed from one bundle to another, and what their"
          + " manifests say differently.",
      "Exit codes: 0 the same; 1 they differ."
    },
    footer = {"", "Example: watchword bundle diff yesterday.tar.gz mesh.tar.gz"})
public final class DiffCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "A", description = "The older bundle.")
  private Path older = Path.of("");

  @Parameters(index = "1", paramLabel = "B", description = "The newer bundle.")
  private Path newer = Path.of("");

  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() {
    BundleChanges changes =
        BundleChanges.between(InspectCommand.inspect(older), InspectCommand.inspect(newer));
    output.console().print(changes, changes::print);
    return changes.same() ? ExitCodes.DONE : ExitCodes.FAILED;
  }
}
