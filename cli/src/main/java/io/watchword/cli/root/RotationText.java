package io.watchword.cli.root;

import io.watchword.cli.running.CaAnswer;
import java.io.PrintStream;
import java.util.ArrayList;
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
    CaAnswer.RotationOrder order = status.order();
    if (order != null) {
      out.println(
          "Asked for    "
              + String.join(", ", order.subjects())
              + (order.compromised() ? ", COMPROMISED" : "")
              + " by "
              + order.operator()
              + " at "
              + order.startedAt());
      order.without().forEach(truster -> out.println("Without      " + truster));
      if (!order.abortStep().isEmpty()) {
        out.println("Way back     " + order.abortStep() + ": " + order.abortReason());
      }
    }
    if (status.suspended()) {
      out.println("Waits        for `watchword root resume`: the CA was restarted");
    }
    CaAnswer.Gate gate = status.gate();
    if (gate != null) {
      out.println("Gate         " + name(gate) + (gate.open() ? ", open" : ", closed; waits for"));
      waitingFor(out, gate.waitingFor());
    }
    CaAnswer.Outage outage = status.outage();
    if (outage != null) {
      outageLines(outage).forEach(out::println);
    }
    status.plan().forEach(step -> out.println("  - " + step));
    roots(out, status.roots());
  }

  // Where nothing but something outside is waited for there is no gate of that name.
  private static String name(CaAnswer.Gate gate) {
    return gate.name().isEmpty() ? "-" : gate.name();
  }

  /// Who blocks, why, and what to do.
  static void explain(PrintStream out, CaAnswer.RootStatus status) {
    if (status.state().isEmpty()) {
      out.println("no rotation yet");
      return;
    }
    out.println(status.rotation() + " is in state " + status.state() + " since " + status.since());
    if (status.suspended()) {
      out.println("It waits for an operator, as the CA was restarted:");
      out.println("  `watchword root resume`");
    }
    CaAnswer.Gate gate = status.gate();
    if (gate == null || gate.open()) {
      out.println("Nobody holds it.");
      return;
    }
    out.println(
        (gate.name().isEmpty() ? "It waits" : "Gate " + gate.name() + " is closed")
            + "; "
            + gate.waitingFor().size()
            + " to wait for:");
    for (CaAnswer.WaitingFor truster : gate.waitingFor()) {
      out.println("- " + truster.kind() + " " + truster.truster() + " " + truster.reason());
      truster.advice().forEach(line -> out.println("    " + line));
    }
  }

  /// What an emergency breaks, a line each.
  static List<String> outageLines(CaAnswer.Outage outage) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Outage       "
            + outage.trusters()
            + " trusters, "
            + outage.workloads()
            + " workloads, "
            + outage.connections()
            + " open connections, for about "
            + outage.seconds()
            + " s where agents are connected");
    outage
        .unreachable()
        .forEach(agent -> lines.add("  not connected, needs a new join token: " + agent));
    return lines;
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
    return gate == null || gate.open() || gate.name().isEmpty()
        ? line
        : line + ", gate " + gate.name() + " waits for " + gate.waitingFor().size();
  }
}
