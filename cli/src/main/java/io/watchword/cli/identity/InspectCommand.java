package io.watchword.cli.identity;

import io.watchword.cli.output.OutputOptions;
import io.watchword.identity.id.IdentityException;
import io.watchword.identity.workload.IdentityFile;
import io.watchword.platform.bootstrap.lifecycle.ExitCodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `identity inspect`.
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    footer = {"", "Example: watchword identity inspect svid.0.pem"},
    description =
        "Say what a file holds: certificates in PEM or DER, a revocation list, a token (JWT), a"
            + " trust bundle in PEM or JSON. Private keys and tokens are never shown, and no"
            + " signature of a stranger is checked.")
final class InspectCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE")
  private @Nullable Path file;

  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() throws IOException {
    Path path = Objects.requireNonNull(file, "picocli demands it");
    IdentityFile contents;
    try {
      contents = IdentityFile.read(Files.readAllBytes(path));
    } catch (IdentityException e) {
      output
          .console()
          .error(
              "watchword: `"
                  + path
                  + "` holds nothing that is known here: "
                  + e.getMessage()
                  + System.lineSeparator()
                  + "help: expected is PEM, DER, a revocation list, a JWT or a SPIFFE bundle");
      return ExitCodes.INVALID_INPUT;
    }
    Instant now = Instant.now();
    output.console().print(contents.json(now), out -> out.print(contents.text(now)));
    return ExitCodes.DONE;
  }
}
