package io.watchword.cli.policy;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A real `opa`, from `WATCHWORD_OPA` or the path.
///
/// @param path of the program
record OpaBinary(String path) {

  /// Skips the test where there is none.
  static OpaBinary required() {
    Stream<Path> named = Optional.ofNullable(System.getenv("WATCHWORD_OPA")).map(Path::of).stream();
    Stream<Path> onPath =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
            .map(folder -> Path.of(folder, "opa"));
    Optional<Path> found = Stream.concat(named, onPath).filter(Files::isExecutable).findFirst();
    assumeTrue(found.isPresent(), "needs-opa: no opa on the path");
    return new OpaBinary(found.orElseThrow().toString());
  }

  /// What it prints on stdout.
  String out(String... arguments) throws IOException {
    List<String> command = Stream.concat(Stream.of(path), Arrays.stream(arguments)).toList();
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    process.getOutputStream().close();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
