package io.watchword.cli.root;

import io.watchword.cli.output.OutputOptions;
import io.watchword.cli.running.CaAnswer;
import io.watchword.cli.running.RunningOptions;
import io.watchword.cli.running.wire.RootsClient;
import io.watchword.platform.bootstrap.lifecycle.ExitCodes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `root export`.
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    footer = {"", "Example: watchword root export --consumer billing --out trust.pem"},
    description = {
      "Write the present trust bundle to a file. With --consumer whoever verifies with that file is"
          + " a truster from now on: root rotations wait",
      "until `root acknowledge` says that it has the new one."
    })
public final class ExportCommand implements Callable<Integer> {

  /// How a bundle is written.
  public enum Format {
    /// Certificates in PEM.
    pem,
    /// A SPIFFE bundle document.
    json
  }

  @Option(
      names = "--consumer",
      paramLabel = "NAME",
      description = "Who verifies with the file: a-z 0-9 . _ -")
  private @Nullable String consumer;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where to write it.")
  private Path file = Path.of("");

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "pem or json; by default what the file's name ends in, else pem.")
  private @Nullable Format format;

  @Mixin private RunningOptions running = new RunningOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  record Exported(String file, String sha256, long sequence, @Nullable String consumer) {}

  @Override
  public Integer call() {
    CaAnswer.ExportedBundle bundle;
    try (RootsClient ca = RootsClient.of(running.adminSocket())) {
      bundle = ca.exportBundle(consumer == null ? "" : consumer);
    }
    write(isJson() ? bundle.json() : bundle.pem());
    output
        .console()
        .print(
            new Exported(file.toString(), bundle.sha256(), bundle.sequence(), consumer),
            out -> {
              out.println("Bundle       sha256:" + bundle.sha256());
              out.println("Sequence     " + bundle.sequence());
              out.println("File         " + file);
            });
    return ExitCodes.DONE;
  }

  private boolean isJson() {
    return format == null ? file.toString().endsWith(".json") : format == Format.json;
  }

  // In one step: whoever watches the file never sees half of it.
  private void write(String text) {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.writeString(fresh, text);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("`" + file + "` cannot be written", e);
    }
  }
}
