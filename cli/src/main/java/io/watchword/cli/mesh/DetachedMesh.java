package io.watchword.cli.mesh;

import io.watchword.cli.output.Console;
import io.watchword.cli.running.MeshDirectory;
import io.watchword.cli.running.MeshFile;
import io.watchword.platform.bootstrap.lifecycle.ExitCodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Starts `up` once more, in a session of its own, and waits until that mesh is ready.
final class DetachedMesh {

  private final Path file;
  private final Path state;
  private final Duration readyTimeout;
  private final boolean noRestart;

  DetachedMesh(Path file, Path state, Duration readyTimeout, boolean noRestart) {
    this.file = file;
    this.state = state;
    this.readyTimeout = readyTimeout;
    this.noRestart = noRestart;
  }

  /// Returns the exit code: 0 when the mesh is ready, else the one it ended with, after printing
  /// what it printed.
  int start(Console console) throws IOException, InterruptedException {
    Path log = MeshLayout.create(state).log("up");
    Files.deleteIfExists(log);
    List<String> command =
        new ArrayList<>(
            List.of(
                "setsid",
                Distribution.home().resolve("bin/watchword").toString(),
                "up",
                "-f",
                file.toAbsolutePath().toString(),
                "--dir",
                state.toAbsolutePath().toString(),
                "--ready-timeout",
                readyTimeout.toMillis() + "ms"));
    if (noRestart) {
      command.add("--no-restart");
    }
    Process mesh =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .start();
    while (!ready(mesh)) {
      if (mesh.waitFor(50, TimeUnit.MILLISECONDS)) {
        console.error(Files.readString(log).strip());
        return mesh.exitValue() == 0 ? ExitCodes.FAILED : mesh.exitValue();
      }
    }
    console.error("ready");
    return ExitCodes.DONE;
  }

  private boolean ready(Process mesh) {
    return Files.exists(state.resolve(MeshFile.NAME))
        && new MeshDirectory(state).read().pid() == mesh.pid();
  }
}
