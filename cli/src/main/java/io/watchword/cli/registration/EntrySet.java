package io.watchword.cli.registration;

import io.watchword.cli.output.Console;
import io.watchword.cli.output.OutputOptions;
import io.watchword.cli.running.CaAnswer;
import io.watchword.cli.running.RunningOptions;
import io.watchword.cli.running.wire.EntriesClient;
import io.watchword.platform.bootstrap.lifecycle.ExitCodes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/// How a whole set of entries is applied; a picocli mix-in of `entry apply` and `entry import`.
final class EntrySet {

  @Option(
      names = "--source",
      paramLabel = "NAME",
      defaultValue = "files",
      description =
          "Name of this set of files. Entries that an earlier version of it had are deleted when"
              + " it has them no more; those of others are left. Default: ${DEFAULT-VALUE}.")
  private String source = "files";

  @Option(names = "--dry-run", description = "Print what would change, and change nothing.")
  private boolean dryRun;

  @Option(names = "--keep", description = "Delete nothing.")
  private boolean keep;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask. Only a terminal is asked.")
  private boolean yes;

  /// What was done, or would be.
  record Outcome(
      String source,
      boolean applied,
      Map<String, Long> counts,
      List<CaAnswer.EntryChange> changes) {}

  /// Shows what `wanted` changes, asks on a terminal, and does it.
  int apply(List<CaAnswer.Entry> wanted, RunningOptions running, OutputOptions output) {
    Console console = output.console();
    try (EntriesClient ca = EntriesClient.of(running.adminSocket())) {
      List<CaAnswer.EntryChange> planned = ca.apply(source, wanted, true, keep);
      if (dryRun || planned.stream().allMatch(change -> change.kind().equals("unchanged"))) {
        print(console, false, planned);
        return ExitCodes.DONE;
      }
      java.io.Console terminal = System.console();
      if (!yes && !console.isJson() && terminal != null && terminal.isTerminal()) {
        planned.forEach(change -> EntryText.write(System.err, console, change));
        if (!"yes".equals(terminal.readLine("apply these changes? (yes) "))) {
          console.error("watchword: nothing was changed");
          return ExitCodes.NO;
        }
      }
      print(console, true, ca.apply(source, wanted, false, keep));
      return ExitCodes.DONE;
    }
  }

  private void print(Console console, boolean applied, List<CaAnswer.EntryChange> all) {
    Map<String, Long> counts =
        all.stream()
            .collect(
                Collectors.groupingBy(
                    CaAnswer.EntryChange::kind, TreeMap::new, Collectors.counting()));
    List<CaAnswer.EntryChange> changes =
        all.stream().filter(change -> !change.kind().equals("unchanged")).toList();
    console.print(
        new Outcome(source, applied, counts, changes),
        out -> {
          changes.forEach(change -> EntryText.write(out, console, change));
          out.println(
              (applied ? "" : "dry run: ")
                  + counts.getOrDefault("create", 0L)
                  + " created, "
                  + counts.getOrDefault("update", 0L)
                  + " updated, "
                  + counts.getOrDefault("delete", 0L)
                  + " deleted, "
                  + counts.getOrDefault("unchanged", 0L)
                  + " unchanged");
        });
  }
}
