package io.watchword.cli.identity;

import io.watchword.cli.output.Console;
import io.watchword.cli.output.DurationConverter;
import io.watchword.cli.output.OutputOptions;
import io.watchword.cli.running.NotRunningException;
import io.watchword.identity.workload.IdentityFile;
import io.watchword.identity.workload.WorkloadApiSource;
import io.watchword.identity.workload.X509Context;
import io.watchword.platform.bootstrap.lifecycle.ExitCodes;
import io.watchword.platform.bootstrap.log.LogSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `identity fetch|watch|inspect`.
@Command(
    name = "identity",
    mixinStandardHelpOptions = true,
    description = "What a workload would get from the Workload API, and what a file holds.",
    footer = {
      "",
      "Example: watchword identity fetch x509 --socket unix:/run/watchword/agent.sock --write ."
    })
public final class IdentityCommand {

  /// Where the Workload API is; a picocli mix-in.
  static final class Endpoint {

    @Option(
        names = "--socket",
        paramLabel = "unix:PATH",
        description = "Workload API. Default: SPIFFE_ENDPOINT_SOCKET.")
    private @Nullable String socket;

    String address() {
      String environment = System.getenv("SPIFFE_ENDPOINT_SOCKET");
      if (socket == null && environment == null) {
        throw new NotRunningException(
            "which Workload API? name its socket with --socket unix:PATH, or set"
                + " SPIFFE_ENDPOINT_SOCKET");
      }
      return socket == null ? String.valueOf(environment) : socket;
    }
  }

  @Command(
      name = "fetch",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Example: watchword identity fetch x509 --socket unix:/run/watchword/agent.sock --write ."
      },
      description = "Fetch this process's SVIDs once.")
  int fetch(
      @Parameters(paramLabel = "x509", description = "Kind of SVID: x509.") Kind kind,
      @Mixin Endpoint endpoint,
      @Option(
              names = "--write",
              paramLabel = "DIR",
              description = "Write svid.N.pem, svid.N.key and bundle.N.pem there.")
          @Nullable Path folder,
      @Option(
              names = "--timeout",
              paramLabel = "DURATION",
              defaultValue = "5s",
              converter = DurationConverter.class,
              description = "How long to wait for an answer. Default: ${DEFAULT-VALUE}.")
          Duration timeout,
      @Mixin OutputOptions output)
      throws InterruptedException, IOException {
    Console console = output.console();
    LogSetup.configureQuietly(System.getenv());
    InstantSource clock = InstantSource.system();
    try (WorkloadApiSource source =
        WorkloadApiSource.connect(endpoint.address(), clock, RandomGenerator.getDefault())) {
      X509Context context = source.awaitFirst(timeout);
      List<Path> written = folder == null ? List.of() : new SvidFiles(folder).write(context);
      List<SvidView> svids = SvidView.of(context, clock);
      console.print(
          new Fetched(svids, written),
          out -> {
            svids.forEach(svid -> svid.write(out));
            written.forEach(file -> out.println("wrote " + file));
          });
    }
    return ExitCodes.DONE;
  }

  @Command(
      name = "watch",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: watchword identity watch --socket unix:/run/watchword/agent.sock"},
      description =
          "Print every update of this process's SVIDs, until Ctrl-C. JSON: one document a line.")
  int watch(@Mixin Endpoint endpoint, @Mixin OutputOptions output) throws InterruptedException {
    Console console = output.console();
    LogSetup.configureQuietly(System.getenv());
    InstantSource clock = InstantSource.system();
    try (WorkloadApiSource source =
        WorkloadApiSource.connect(endpoint.address(), clock, RandomGenerator.getDefault())) {
      source.onChange(
          context -> {
            List<SvidView> svids = SvidView.of(context, clock);
            console.print(
                new Update(clock.instant(), svids),
                out -> out.println(clock.instant() + "  " + SvidView.line(svids)));
          });
      new CountDownLatch(1).await();
    }
    return ExitCodes.DONE;
  }

  @Command(
      name = "inspect",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: watchword identity inspect svid.0.pem"},
      description =
          "Say what a file holds: certificates in PEM or DER, a trust bundle in PEM or JSON.")
  int inspect(@Parameters(paramLabel = "FILE") Path file, @Mixin OutputOptions output)
      throws IOException {
    IdentityFile contents = IdentityFile.read(Files.readAllBytes(file));
    Instant now = Instant.now();
    output.console().print(contents.json(now), out -> out.print(contents.text(now)));
    return ExitCodes.DONE;
  }

  /// Kinds of SVID that can be fetched.
  enum Kind {
    x509
  }

  record Fetched(List<SvidView> svids, List<Path> written) {}

  record Update(Instant at, List<SvidView> svids) {}
}
