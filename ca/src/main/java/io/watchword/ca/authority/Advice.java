package io.watchword.ca.authority;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What an operator can do about who holds a gate. No state.
final class Advice {
  // Several reports late: a report comes every two seconds, and four times a second in a rotation.
  private static final Duration QUIET = Duration.ofSeconds(15);

  private Advice() {}

  static List<String> of(Truster truster, Instant now) {
    return switch (truster.report().kind()) {
      case STATIC -> ofStatic(truster.spiffeId());
      case FEDERATED ->
          List.of(
              "it counts as soon as it fetches the bundle, or after five of its refresh hints",
              without(truster.spiffeId()));
      case CA -> List.of("look at the log of that CA");
      case AGENT, PROXY, WORKLOAD -> ofHost(truster, now);
    };
  }

  static List<String> ofSilentAgent(String agent) {
    return List.of(
        "it attested itself and never reported: is its process running, and can it reach the CA?",
        "`watchword agent evict " + agent + "` if it is gone; it counts until its SVID expires",
        without(agent));
  }

  private static List<String> ofHost(Truster truster, Instant now) {
    List<String> advice = new ArrayList<>();
    String agent = truster.agent().isEmpty() ? truster.spiffeId() : truster.agent();
    if (truster.gone()) {
      advice.add(
          "nothing reports it any more; it counts until " + truster.report().presentsUntil());
    } else if (truster.lastSeen().plus(QUIET).isBefore(now)) {
      advice.add("agent `" + agent + "` is unreachable: look at its host and at the network");
      advice.add(
          "`watchword agent evict "
              + agent
              + "` if the host is gone; it counts until its SVIDs"
              + " expire");
    } else {
      advice.add("it is reachable and has yet to follow; this takes seconds as a rule");
      if (!truster.report().openConnections().isEmpty()) {
        advice.add(
            "its connections end by themselves: HTTP after the answer under way, TCP when the"
                + " proxy's `timeouts.drain` is over; a stream that has no end is ended by its"
                + " application, or by restarting it");
      }
    }
    advice.add(without(truster.spiffeId()));
    return List.copyOf(advice);
  }

  private static List<String> ofStatic(String name) {
    return List.of(
        "`watchword root export --consumer " + name + " --out FILE`, put FILE in place, then",
        "`watchword root acknowledge " + name + " --sha256 DIGEST` with the digest it printed",
        "`watchword root forget " + name + " --reason TEXT` if nobody verifies with it any more");
  }

  private static String without(String truster) {
    return "`watchword root resume --without "
        + truster
        + " --reason TEXT` goes on without it; whatever it verifies may fail then";
  }
}
