package io.watchword.cli.root;

import io.watchword.cli.running.CaAnswer;
import java.io.PrintStream;
import java.util.List;

/// A rotation in words.
final class RotationText {

  private RotationText() {}

  static void status(PrintStream out, CaAnswer.RootStatus status) {
    if (status.state().isEmpty()) {
      out.println("no rotation yet");
    } else {
      out.println(
          "Rotation     " + (status.rotation().isEmpty() ? "(dry run)" : status.rotation()));
      out.println("State        " + status.state() + " since " + status.since());
    }
    if (status.suspended()) {
      out.println("Waits        for `watchword root resume`: the CA was restarted");
    }
    CaAnswer.Gate gate = status.gate();
    if (gate != null) {
      out.println("Gate         " + gate.name() + (gate.open() ? ", open" : ", closed; waits for"));
      waitingFor(out, gate.waitingFor());
    }
    status.plan().forEach(step -> out.println("  - " + step));
    roots(out, status.roots());
  }

  static void waitingFor(PrintStream out, List<CaAnswer.WaitingFor> trusters) {
    for (CaAnswer.WaitingFor truster : trusters) {
      out.println(
          "  "
              + truster.kind()
              + "  "
              + truster.truster()
              + ": "
              + truster.reason()
              + " (last seen "
              + truster.lastSeen()
              + ", bundle sequence "
              + truster.bundleSequence()
              + ")");
    }
  }

  static void roots(PrintStream out, List<CaAnswer.Root> roots) {
    for (CaAnswer.Root root : roots) {
      out.printf(
          "Root         %s  %-10s  until %s  (%s)%n",
          root.sha256(), root.status(), root.notAfter(), root.backend());
    }
  }

  /// One line while following.
  static String progress(CaAnswer.RootStatus status) {
    CaAnswer.Gate gate = status.gate();
    String line = status.rotation() + "  " + status.state();
    return gate == null || gate.open()
        ? line
        : line + ", gate " + gate.name() + " waits for " + gate.waitingFor().size();
  }
}
