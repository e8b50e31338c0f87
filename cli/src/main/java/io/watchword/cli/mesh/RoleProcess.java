package io.watchword.cli.mesh;

import io.watchword.platform.bootstrap.lifecycle.ExitCodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// One role of a mesh as a process: started by the launcher, so that it has its own class path, and
/// ready when it says so in its ready file. Not thread-safe; [MeshSupervisor] is its one user.
public final class RoleProcess {

  private final String role;
  private final List<String> command;
  private final Map<String, String> environment;
  private final Path log;
  private final Path ready;
  private Process process;

  private RoleProcess(
      String role,
      List<String> command,
      Map<String, String> environment,
      Path log,
      Path ready,
      Process process) {
    this.role = role;
    this.command = command;
    this.environment = environment;
    this.log = log;
    this.ready = ready;
    this.process = process;
  }

  /// Starts `command` as `role`; it appends what it prints to `log`, and writes `ready` when it is.
  public static RoleProcess start(
      String role, List<String> command, Map<String, String> environment, Path log, Path ready) {
    List<String> copy = new ArrayList<>(command);
    return new RoleProcess(
        role, copy, environment, log, ready, launch(role, copy, environment, log, ready));
  }

  String role() {
    return role;
  }

  public Process process() {
    return process;
  }

  long pid() {
    return process.pid();
  }

  /// Waits until the role is ready.
  ///
  /// @throws UnreadableInputException where it ended because it could not read its input
  /// @throws MeshException where it ended instead, or is not ready in time; the message ends with
  ///   what it printed last
  public void awaitReady(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!Files.exists(ready)) {
      try {
        if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
          int exit = process.exitValue();
          String message =
              "`"
                  + role
                  + "` ended with exit code "
                  + exit
                  + " before it was ready:\n"
                  + lastLines();
          throw exit == ExitCodes.INVALID_INPUT
              ? new UnreadableInputException(message)
              : new MeshException(message);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new MeshException("interrupted while `" + role + "` was starting", e);
      }
      if (System.nanoTime() > deadline) {
        throw new MeshException(
            "`" + role + "` was not ready within " + limit.toSeconds() + " s:\n" + lastLines());
      }
    }
  }

  /// Starts it again after it has ended.
  void restart() {
    process = launch(role, command, environment, log, ready);
  }

  private static Process launch(
      String role, List<String> command, Map<String, String> environment, Path log, Path ready) {
    try {
      Files.deleteIfExists(ready);
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .redirectInput(Path.of("/dev/null").toFile());
      builder.environment().putAll(environment);
      builder.environment().put("WATCHWORD_READY_FILE", ready.toString());
      return builder.start();
    } catch (IOException e) {
      throw new MeshException("`" + role + "` could not be started: " + e.getMessage(), e);
    }
  }

  private String lastLines() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 25), lines.size()));
    } catch (IOException e) {
      return "(its log `" + log + "` cannot be read)";
    }
  }
}
