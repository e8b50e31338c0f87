package io.watchword.cli.policy;

import io.watchword.authz.simulate.Verdict;
import java.io.PrintStream;

/// A verdict in words.
final class VerdictText {

  private VerdictText() {}

  static void write(PrintStream out, Verdict verdict) {
    out.println(verdict.allowed() ? "allowed" : "denied");
    out.println("Because      " + verdict.reason());
    out.println(
        "Rule         "
            + (verdict.rule().isEmpty()
                ? "none: the default decided"
                : verdict.rule() + "  " + verdict.ruleId()));
    out.println("Layer        " + verdict.layer());
    if (!verdict.nearestChange().isEmpty()) {
      out.println("To allow it  " + verdict.nearestChange());
    }
  }
}
