package io.watchword.cli.root;

import io.watchword.cli.output.Console;
import io.watchword.cli.output.OutputOptions;
import io.watchword.cli.running.CaAnswer;
import io.watchword.cli.running.RunningOptions;
import io.watchword.cli.running.wire.RootsClient;
import io.watchword.platform.bootstrap.lifecycle.ExitCodes;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `root rotate`.
@Command(
    name = "rotate",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example: watchword root rotate --timeout 5m",
      "Example: watchword root rotate --compromised --confirm SHA256"
    },
    description = {
      "Replace the trust root: publish a new one, wait until everybody trusts it, issue under it,"
          + " wait until nobody needs the",
      "old one, distrust and destroy it. Ctrl-C ends following, not the rotation."
    })
public final class RotateCommand implements Callable<Integer> {
  @Option(names = "--dry-run", description = "Print the plan and who would be waited for.")
  private boolean dryRun;

  @Option(names = "--intermediate", description = "A new intermediate under the same root instead.")
  private boolean intermediate;

  @Option(names = "--jwt-keys", description = "A new key for JWT-SVIDs instead.")
  private boolean jwtKeys;

  @Option(names = "--all", description = "Root, intermediate and JWT key together.")
  private boolean all;

  @Option(
      names = "--compromised",
      description = {
        "The root's key is in wrong hands: distrust it first. This is an outage, whose extent is"
            + " shown before it is confirmed. JWT keys go too."
      })
  private boolean compromised;

  @Option(
      names = "--confirm",
      paramLabel = "SHA256",
      description = "With --compromised: digest of the root, instead of typing it on the terminal.")
  private @Nullable String confirm;

  @Mixin private FollowOptions follow = new FollowOptions();
  @Mixin private RunningOptions running = new RunningOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() {
    Console console = output.console();
    if (compromised && (intermediate || jwtKeys || all)) {
      console.error(
          "watchword: --compromised replaces the root and all below it; it goes with none of"
              + " --intermediate, --jwt-keys and --all");
      return ExitCodes.USAGE;
    }
    if (confirm != null && !compromised) {
      console.error("watchword: --confirm belongs to --compromised; other rotations ask nothing");
      return ExitCodes.USAGE;
    }
    try (RootsClient ca = RootsClient.of(running.adminSocket())) {
      if (dryRun) {
        CaAnswer.RootStatus plan =
            ca.rotate(new RootsClient.Rotate(true, subjects(), compromised, ""));
        console.print(plan, out -> RotationText.status(out, plan));
        return ExitCodes.DONE;
      }
      String confirmed = compromised ? confirmed(ca, console) : "";
      if (compromised && confirmed.isEmpty()) {
        return ExitCodes.NO;
      }
      CaAnswer.RootStatus started =
          ca.rotate(new RootsClient.Rotate(false, subjects(), compromised, confirmed));
      return follow.follow(ca, console, started, "DONE");
    }
  }

  private List<String> subjects() {
    Set<String> subjects = new LinkedHashSet<>();
    if (all || !(intermediate || jwtKeys)) {
      subjects.add("root");
    }
    if (intermediate) {
      subjects.add("intermediate");
    }
    if (all || jwtKeys) {
      subjects.add("jwt-keys");
    }
    return List.copyOf(subjects);
  }

  // The outage is shown whether or not the digest is given: a log of the command then has it.
  private String confirmed(RootsClient ca, Console console) {
    CaAnswer.RootStatus plan = ca.rotate(new RootsClient.Rotate(true, subjects(), true, ""));
    CaAnswer.Outage outage = plan.outage();
    if (outage != null) {
      RotationText.outageLines(outage).forEach(console::note);
    }
    if (confirm != null) {
      return RootCommand.withoutPrefix(confirm);
    }
    String typed = RootCommand.typed(plan.oldRoot(), "distrust it now");
    if (typed.isEmpty()) {
      console.error(
          "watchword: not confirmed; give --confirm "
              + plan.oldRoot()
              + " or type its first 8 digits on a terminal");
    }
    return typed;
  }
}
