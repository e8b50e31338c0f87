package io.watchword.cli.identity;

import io.watchword.cli.output.DurationConverter;
import io.watchword.cli.running.NotRunningException;
import io.watchword.identity.workload.WorkloadApiJwts;
import io.watchword.identity.workload.WorkloadApiSource;
import io.watchword.identity.workload.wire.EndpointAddress;
import io.watchword.platform.bootstrap.log.LogSetup;
import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where the Workload API is; a picocli mix-in.
final class Endpoint {

  @Option(
      names = "--socket",
      paramLabel = "unix:PATH",
      description = "Workload API. Default: SPIFFE_ENDPOINT_SOCKET.")
  private @Nullable String socket;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "5s",
      converter = DurationConverter.class,
      description = "How long to wait for an answer. Default: ${DEFAULT-VALUE}.")
  private Duration timeout = Duration.ofSeconds(5);

  Duration timeout() {
    return timeout;
  }

  /// Identities from there, without log lines.
  WorkloadApiSource identities(InstantSource clock) {
    LogSetup.configureQuietly(System.getenv());
    return WorkloadApiSource.connect(address(), clock, RandomGenerator.getDefault());
  }

  /// Tokens from there, without log lines.
  WorkloadApiJwts tokens(InstantSource clock) {
    LogSetup.configureQuietly(System.getenv());
    return WorkloadApiJwts.connect(address(), clock, RandomGenerator.getDefault());
  }

  private String address() {
    if (socket != null) {
      return socket;
    }
    if (System.getenv(EndpointAddress.VARIABLE) == null) {
      throw new NotRunningException(
          "which Workload API? name its socket with --socket unix:PATH, or set "
              + EndpointAddress.VARIABLE);
    }
    return EndpointAddress.fromEnvironment(System.getenv()).toString();
  }
}
