package io.watchword.cli.bundle;

import io.watchword.cli.output.OutputOptions;
import io.watchword.cli.running.MeshFile;
import io.watchword.cli.running.RunningOptions;
import io.watchword.platform.bootstrap.lifecycle.ExitCodes;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `bundle status`: what authz serves and what each proxy enforces.
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Ask authz which bundle it serves and every proxy which one it enforces. Exit codes: 0 all"
          + " enforce what is served; 1 some do not,",
      "or do not answer."
    },
    footer = {"", "Example: watchword bundle status --dir .watchword/example.org"})
public final class StatusCommand implements Callable<Integer> {

  @Mixin private RunningOptions running = new RunningOptions();

  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() {
    MeshFile mesh = running.mesh().read();
    BundleStatus status = BundleStatus.of(mesh, new PolicyPages());
    output.console().print(status, status::print);
    return status.current() ? ExitCodes.DONE : ExitCodes.FAILED;
  }
}
