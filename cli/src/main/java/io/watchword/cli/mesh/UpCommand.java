package io.watchword.cli.mesh;

import io.watchword.cli.output.Console;
import io.watchword.cli.output.DurationConverter;
import io.watchword.cli.output.OutputOptions;
import io.watchword.platform.bootstrap.config.ConfigReader;
import io.watchword.platform.bootstrap.lifecycle.ExitCodes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `up -f mesh.yaml`: runs a mesh until it is told to end.
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = {
      "Run a whole mesh on this machine from one file, until Ctrl-C, SIGTERM or `watchword down`.",
      "`mesh.json` in the state folder says where everything is."
    },
    footer = {"", "Example: watchword up -f examples/shop/mesh.yaml --detach"})
public final class UpCommand implements Callable<Integer> {

  @Option(names = "-f", required = true, paramLabel = "mesh.yaml", description = "The mesh.")
  private Path file = Path.of("mesh.yaml");

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "State folder. Default: ./.watchword/TRUST_DOMAIN.")
  private @Nullable Path directory;

  @Option(names = "--detach", description = "Return when the mesh is ready; it goes on.")
  private boolean detach;

  @Option(
      names = "--ready-timeout",
      paramLabel = "DURATION",
      defaultValue = "60s",
      converter = DurationConverter.class,
      description = "How long each role may take to be ready. Default: ${DEFAULT-VALUE}.")
  private Duration readyTimeout = Duration.ofMinutes(1);

  @Option(names = "--no-restart", description = "Do not start a role again that has ended.")
  private boolean noRestart;

  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() throws Exception {
    Console console = output.console();
    MeshConfig config = ConfigReader.read(file, MeshConfig.class);
    Path state = directory == null ? Path.of(".watchword", config.trustDomain()) : directory;
    if (detach) {
      return new DetachedMesh(file, state, readyTimeout, noRestart).start(console);
    }
    MeshSupervisor.Options options =
        new MeshSupervisor.Options(
            Distribution.home(),
            readyTimeout,
            !noRestart,
            false,
            MeshSupervisor.Options.STOP_LIMIT,
            Map.of());
    MeshSupervisor mesh;
    try {
      mesh = MeshSupervisor.start(config, state, options, console::note);
    } catch (UnreadableInputException e) {
      console.error("watchword: " + e.getMessage());
      return ExitCodes.INVALID_INPUT;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(mesh::close, "mesh-end"));
    // Not a note: scripts wait for this word, also with --quiet.
    console.error("ready");
    mesh.awaitEnd();
    return ExitCodes.DONE;
  }
}
