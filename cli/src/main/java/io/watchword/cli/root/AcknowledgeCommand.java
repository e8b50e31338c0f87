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

/// `root acknowledge`.
@Command(
    name = "acknowledge",
    mixinStandardHelpOptions = true,
    footer = {"", "Example: watchword root acknowledge billing --sha256 SHA256"},
    description = "Say that a consumer has an exported bundle in place.")
public final class AcknowledgeCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME", description = "The consumer, as it was named at its export.")
  private String name = "";

  @Option(
      names = "--sha256",
      required = true,
      paramLabel = "SHA256",
      description = "Digest of the bundle as `root export` printed it, or of the file.")
  private String sha256 = "";

  @Mixin private RunningOptions running = new RunningOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  record Acknowledged(String consumer, String sha256) {}

  @Override
  public Integer call() {
    try (RootsClient ca = RootsClient.of(running.adminSocket())) {
      ca.acknowledgeBundle(name, RootCommand.withoutPrefix(sha256));
    }
    output
        .console()
        .print(
            new Acknowledged(name, RootCommand.withoutPrefix(sha256)),
            out -> out.println("acknowledged: `" + name + "` trusts that bundle"));
    return ExitCodes.DONE;
  }
}
