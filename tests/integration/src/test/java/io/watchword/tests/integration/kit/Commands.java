package io.watchword.tests.integration.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/// Runs commands in one working folder. All processes that come of them carry a mark in their
/// environment, by which [#close] finds and ends whatever is left.
public final class Commands implements AutoCloseable {

  private static final String MARK = "WATCHWORD_TEST_MARK";
  private static final Duration LIMIT = Duration.ofMinutes(4);

  private final Path folder;
  private final Map<String, String> environment;
  private final String mark = UUID.randomUUID().toString();

  public Commands(Path folder) {
    this(folder, Map.of());
  }

  public Commands(Path folder, Map<String, String> environment) {
    this.folder = folder;
    this.environment = Map.copyOf(environment);
  }

  /// Where they run.
  public Path folder() {
    return folder;
  }

  /// Runs `watchword` with `arguments`, to its end.
  public CommandRun watchword(String... arguments) {
    List<String> command = new ArrayList<>(List.of(Distribution.launcher().toString()));
    command.addAll(List.of(arguments));
    return run("", command);
  }

  /// Runs any program to its end, with `input` on its stdin.
  public CommandRun run(String input, List<String> command) {
    long begin = System.nanoTime();
    try {
      // Files, not pipes: a mesh that goes on after `up --detach` would keep a pipe open.
      Path out = Files.createTempFile("watchword-test-", ".out");
      Path err = Files.createTempFile("watchword-test-", ".err");
      Path in = Files.createTempFile("watchword-test-", ".in");
      try {
        Files.writeString(in, input);
        Process process =
            builder(command)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new AssertionError(
              command + " did not end; stderr so far: " + Files.readString(err));
        }
        return new CommandRun(
            command,
            process.exitValue(),
            Files.readString(out),
            Files.readString(err),
            Duration.ofNanos(System.nanoTime() - begin));
      } finally {
        Files.delete(out);
        Files.delete(err);
        Files.delete(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted during " + command, e);
    }
  }

  /// Starts `watchword` with `arguments` and lets it run; both outputs go to `log`.
  public Process start(Path log, String... arguments) {
    // Where the tests themselves run in the background, a shell may have told all children to
    // ignore SIGINT.
    List<String> command =
        new ArrayList<>(List.of("env", "--default-signal=INT", Distribution.launcher().toString()));
    command.addAll(List.of(arguments));
    try {
      return builder(command)
          .redirectErrorStream(true)
          .redirectOutput(log.toFile())
          .redirectInput(Path.of("/dev/null").toFile())
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Processes that came of these commands and still run.
  public List<ProcessTable.Entry> left() {
    return ProcessTable.withEnvironment(MARK + "=" + mark);
  }

  /// Ends what is left, at once.
  @Override
  public void close() {
    // Twice: a supervisor that was looked at before its newest child.
    for (int i = 0; i < 2; i++) {
      left().forEach(process -> ProcessTable.signal("KILL", process.pid()));
    }
  }

  private ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().remove("WATCHWORD_ADMIN");
    builder.environment().remove("SPIFFE_ENDPOINT_SOCKET");
    builder.environment().putAll(environment);
    builder.environment().put(MARK, mark);
    return builder;
  }
}
