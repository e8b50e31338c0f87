package io.watchword.cli.bundle;

import io.watchword.bundles.inspect.BundleInspection;
import io.watchword.cli.output.OutputOptions;
import io.watchword.platform.bootstrap.lifecycle.ExitCodes;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `bundle inspect`: what a bundle claims to be.
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description = "Show what a bundle holds. Nothing is verified: `bundle verify` does that.",
    footer = {"", "Example: watchword bundle inspect mesh.tar.gz"})
public final class InspectCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "The bundle.")
  private Path bundle = Path.of("bundle.tar.gz");

  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() {
    InspectedBundle inspected = InspectedBundle.of(inspect(bundle));
    output.console().print(inspected, inspected::print);
    return ExitCodes.DONE;
  }

  /// Looks into a bundle on disk.
  static BundleInspection inspect(Path file) {
    byte[] archive = BundleFiles.read(file);
    return BundleFiles.usable(
        () -> BundleInspection.of(archive),
        "`" + file + "` is no bundle; expected: a tar.gz, as `watchword bundle build` writes it");
  }
}
