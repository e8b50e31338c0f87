package io.watchword.cli.audit;

import io.watchword.cli.output.Console;
import java.io.PrintStream;
import java.util.List;

/// The answer of `audit verify`.
record VerifiedLogs(boolean valid, long records, List<VerifiedLog> logs) {

  static VerifiedLogs of(List<VerifiedLog> logs) {
    return new VerifiedLogs(
        logs.stream().allMatch(VerifiedLog::valid),
        logs.stream().mapToLong(VerifiedLog::records).sum(),
        logs);
  }

  void print(PrintStream out, Console console) {
    for (VerifiedLog log : logs) {
      if (log.valid()) {
        out.println(
            console.green("verified")
                + "  "
                + log.log()
                + "  "
                + log.records()
                + " records, root "
                + log.rootHash());
      } else {
        out.println(console.red("FAILED") + "    " + log.log() + "  " + log.problem());
      }
    }
    if (logs.isEmpty()) {
      out.println("no logs");
    }
  }
}
