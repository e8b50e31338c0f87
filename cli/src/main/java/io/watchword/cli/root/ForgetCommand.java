package io.watchword.cli.root;

import io.watchword.cli.output.OutputOptions;
import io.watchword.cli.running.RunningOptions;
import io.watchword.cli.running.wire.RootsClient;
import io.watchword.platform.bootstrap.lifecycle.ExitCodes;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `root forget`.
@Command(
    name = "forget",
    mixinStandardHelpOptions = true,
    footer = {"", "Example: watchword root forget billing --reason moved"},
    description =
        "Nobody verifies with a consumer's bundle any more: it holds no gate from now on.")
public final class ForgetCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME", description = "The consumer, as it was named at its export.")
  private String name = "";

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "Why; kept as evidence with your name.")
  private String reason = "";

  @Mixin private RunningOptions running = new RunningOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  record Forgotten(String consumer) {}

  @Override
  public Integer call() {
    try (RootsClient ca = RootsClient.of(running.adminSocket())) {
      ca.forgetConsumer(name, reason);
    }
    output.console().print(new Forgotten(name), out -> out.println("forgotten: `" + name + "`"));
    return ExitCodes.DONE;
  }
}
