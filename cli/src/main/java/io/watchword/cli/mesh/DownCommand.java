package io.watchword.cli.mesh;

import io.watchword.cli.output.Console;
import io.watchword.cli.output.OutputOptions;
import io.watchword.cli.running.MeshDirectory;
import io.watchword.cli.running.RunningOptions;
import io.watchword.platform.bootstrap.lifecycle.ExitCodes;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `down`: ends a mesh that `up` runs.
@Command(
    name = "down",
    mixinStandardHelpOptions = true,
    description = "End a mesh that `up` runs. Its state stays; `up` goes on with it.",
    footer = {"", "Example: watchword down --dir .watchword/example.org"})
public final class DownCommand implements Callable<Integer> {

  private static final long LIMIT_SECONDS = 30;

  @Mixin private RunningOptions running = new RunningOptions();

  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() throws InterruptedException, ExecutionException {
    Console console = output.console();
    MeshDirectory mesh = running.mesh();
    Optional<ProcessHandle> supervisor = mesh.supervisor();
    if (supervisor.isEmpty()) {
      console.error(
          "watchword: the mesh in `" + mesh.path() + "` has ended already; nothing to do");
      return ExitCodes.DONE;
    }
    supervisor.get().destroy();
    try {
      supervisor.get().onExit().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      // What it started goes with it: the process that cleans up sees to that.
      supervisor.get().destroyForcibly();
      console.error("watchword: it did not end within " + LIMIT_SECONDS + " s and was killed");
      return ExitCodes.FAILED;
    }
    console.note("ended");
    return ExitCodes.DONE;
  }
}
