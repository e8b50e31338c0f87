package io.watchword.cli.quickstart;

import io.watchword.cli.output.Console;
import io.watchword.cli.output.OutputOptions;
import io.watchword.platform.bootstrap.lifecycle.ExitCodes;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `quickstart`: the whole mesh on this machine on the shipped example, with a guided tour of
/// traffic.
@Command(
    name = "quickstart",
    mixinStandardHelpOptions = true,
    description = {
      "Run the example shop as a mesh on this machine and walk through it: who gets through, who"
          + " does not and why, a policy",
      "changed while it runs, a new trust root under load, and the report for the auditor. Takes"
          + " some twenty seconds and",
      "leaves nothing behind but the report."
    },
    footer = {"", "Example: watchword quickstart"})
public final class QuickstartCommand implements Callable<Integer> {

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Folder to work in; must not exist. Default: a temporary one.")
  private @Nullable Path directory;

  @Option(names = "--keep", description = "Keep the folder; never the processes.")
  private boolean keep;

  @Option(
      names = "--vault",
      paramLabel = "embedded|dev|URL",
      defaultValue = "embedded",
      description =
          "Where the root is: with the CA; in a Vault or OpenBao found on the path, started for the"
              + " tour; or in one that runs (token: VAULT_TOKEN). Default: ${DEFAULT-VALUE}.")
  private String vault = "embedded";

  @Option(
      names = "--record-aot",
      hidden = true,
      description = "For the build: let every role record what it loads into this folder.")
  private @Nullable Path recording;

  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Console console = output.console();
    Path folder = folder();
    Path reports = Path.of("watchword-report").toAbsolutePath();
    String searchPath = System.getenv().getOrDefault("PATH", "");
    try (UpstreamVault upstream = UpstreamVault.of(vault, folder, searchPath, System.getenv())) {
      QuickstartResult result =
          new Quickstart(
                  console,
                  folder,
                  new Quickstart.Settings(
                      keep,
                      upstream.keys(),
                      searchPath,
                      Optional.ofNullable(recording),
                      recording == null ? reports : folder.resolve("report")))
              .walk();
      console.print(result, out -> new Farewell(console, result, keep ? folder : null).write(out));
      return result.passed() ? ExitCodes.DONE : ExitCodes.FAILED;
    }
  }

  private Path folder() throws IOException {
    if (directory == null) {
      Path temporary = Files.createTempDirectory("watchword-quickstart-");
      // The proxy's account must be able to pass through.
      Files.setPosixFilePermissions(
          temporary, java.nio.file.attribute.PosixFilePermissions.fromString("rwx--x--x"));
      return temporary;
    }
    try {
      Files.createDirectories(directory.toAbsolutePath().getParent());
      return Files.createDirectory(directory.toAbsolutePath());
    } catch (FileAlreadyExistsException e) {
      throw new IOException(
          "`" + directory + "` exists already; quickstart starts from nothing: name another --dir",
          e);
    }
  }
}
