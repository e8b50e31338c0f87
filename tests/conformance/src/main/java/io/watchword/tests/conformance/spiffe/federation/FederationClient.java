package io.watchword.tests.conformance.spiffe.federation;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A client that fetches one bundle a call.
///
///     https_web URL TRUST_DOMAIN ROOTS.pem
///     https_spiffe URL TRUST_DOMAIN ENDPOINT_ID BUNDLE.json
@FunctionalInterface
public interface FederationClient {

  /// Fetches; 0: the bundle is taken, 1: it is not, anything else: a crash.
  int fetch(List<String> arguments) throws IOException;

  /// A command for the shell.
  ///
  /// @param folder for what it prints
  static FederationClient command(String command, Path folder, Duration patience) {
    return arguments -> {
      List<String> words = new ArrayList<>(List.of("sh", "-c", command + " \"$@\"", "sh"));
      words.addAll(arguments);
      Process process =
          new ProcessBuilder(words)
              .redirectOutput(folder.resolve("stdout").toFile())
              .redirectError(folder.resolve("stderr").toFile())
              .start();
      try {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
          process.destroyForcibly();
          return -1;
        }
        return process.exitValue();
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
        return -1;
      }
    };
  }
}
