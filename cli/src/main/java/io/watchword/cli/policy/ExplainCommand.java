package io.watchword.cli.policy;

import io.watchword.cli.output.Console;
import io.watchword.cli.output.OutputOptions;
import io.watchword.cli.running.MeshDirectory;
import io.watchword.cli.running.RunningOptions;
import io.watchword.platform.bootstrap.lifecycle.ExitCodes;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `policy explain DECISION_ID`: why it was denied.
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = {
      "Why a connection or request was denied, from the proxy's audit log: the rule with its file"
          + " and line, what the policy",
      "saw, and the nearest change that would have allowed it."
    },
    footer = {"", "Example: watchword policy explain d-01jc3v9y2m8r4t6w8y0a2c4e6g"})
public final class ExplainCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "DECISION_ID",
      description = "From the header x-watchword-decision-id, or the log.")
  private String decisionId = "";

  @Option(
      names = "--log",
      paramLabel = "DIR",
      description = "An audit log to look in, instead of those of a mesh; repeatable.")
  private List<Path> logs = List.of();

  @Mixin private RunningOptions running = new RunningOptions();

  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() {
    Console console = output.console();
    Optional<MeshDirectory> mesh =
        logs.isEmpty() ? Optional.of(running.mesh()) : running.meshIfAny();
    List<Path> places = logs.isEmpty() ? mesh.map(ExplainCommand::logsOf).orElse(List.of()) : logs;
    Optional<Explanation> found =
        Explanation.find(places, decisionId)
            .map(
                explanation ->
                    mesh.map(directory -> NearestChange.add(explanation, directory))
                        .orElse(explanation));
    if (found.isEmpty()) {
      console.error(
          "watchword: no denial `"
              + decisionId
              + "` in "
              + places.size()
              + " logs; it may be a moment before the proxy has written it, and allowed requests"
              + " have no record of their own");
      return ExitCodes.FAILED;
    }
    console.print(found.get(), found.get()::write);
    return ExitCodes.DONE;
  }

  private static List<Path> logsOf(MeshDirectory mesh) {
    return mesh.read().audit().stream()
        .filter(log -> log.contains("proxy"))
        .map(mesh::resolve)
        .toList();
  }
}
