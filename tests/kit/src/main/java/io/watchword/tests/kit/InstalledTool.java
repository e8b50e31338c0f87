package io.watchword.tests.kit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/// Programs of others that some tests drive. Thread-safe: asks the machine each time.
public final class InstalledTool {

  private InstalledTool() {}

  /// A server with Vault's API: what WATCHWORD_BAO names, else `bao`, else `vault` on the path.
  public static Optional<Path> vault() {
    return first("WATCHWORD_BAO", "bao", "vault");
  }

  /// What WATCHWORD_ENVOY names, else `envoy` on the path.
  public static Optional<Path> envoy() {
    return first("WATCHWORD_ENVOY", "envoy");
  }

  private static Optional<Path> first(String variable, String... names) {
    Stream<Path> named = Optional.ofNullable(System.getenv(variable)).map(Path::of).stream();
    Stream<Path> onPath =
        Arrays.stream(names)
            .flatMap(
                name ->
                    Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                        .map(folder -> Path.of(folder, name)));
    return Stream.concat(named, onPath).filter(Files::isExecutable).findFirst();
  }
}
