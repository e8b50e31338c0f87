package io.watchword.cli.identity;

import io.watchword.cli.output.Console;
import io.watchword.cli.output.OutputOptions;
import io.watchword.identity.workload.WorkloadApiSource;
import io.watchword.identity.workload.X509Context;
import io.watchword.platform.bootstrap.lifecycle.ExitCodes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `identity watch`.
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example: watchword identity watch --socket unix:/run/watchword/agent.sock -o json"
    },
    description =
        "Print every update of this process's SVIDs and of what is trusted, until Ctrl-C. JSON: one"
            + " document a line.")
final class WatchCommand implements Callable<Integer> {

  @Mixin private Endpoint endpoint = new Endpoint();

  @Option(
      names = "--updates",
      paramLabel = "N",
      defaultValue = "0",
      description = "End after N updates. Default: never.")
  private int updates;

  @Mixin private OutputOptions output = new OutputOptions();

  record Update(Instant at, List<SvidView> svids, List<TrustView> trust, int revocationLists) {}

  @Override
  public Integer call() throws InterruptedException {
    Console console = output.console();
    InstantSource clock = InstantSource.system();
    CountDownLatch left = new CountDownLatch(updates > 0 ? updates : Integer.MAX_VALUE);
    try (WorkloadApiSource source = endpoint.identities(clock)) {
      source.onChange(
          context -> {
            // More may come while the last one that was asked for is on its way out.
            if (left.getCount() > 0) {
              print(console, context, clock);
              left.countDown();
            }
          });
      String last = "";
      while (!left.await(500, TimeUnit.MILLISECONDS)) {
        String problem = source.problem().orElse("");
        if (!problem.equals(last) && !problem.isEmpty()) {
          console.note(problem);
        }
        last = problem;
      }
    }
    return ExitCodes.DONE;
  }

  private static void print(Console console, X509Context context, InstantSource clock) {
    List<SvidView> svids = SvidView.of(context, clock);
    List<TrustView> trust = TrustView.of(context);
    int lists = context.revocations().lists().size();
    Instant now = clock.instant();
    console.printLine(
        new Update(now, svids, trust, lists),
        out ->
            out.println(
                now
                    + "  "
                    + SvidView.line(svids)
                    + "; trusts "
                    + TrustView.line(trust)
                    + (lists == 0 ? "" : "; revocation lists " + lists)));
  }
}
