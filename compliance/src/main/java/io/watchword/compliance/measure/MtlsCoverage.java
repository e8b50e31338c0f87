package io.watchword.compliance.measure;

import io.watchword.api.record.TrafficRecord.Connection;
import io.watchword.compliance.evidence.Evidence;
import io.watchword.compliance.evidence.Sighting;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// E01: how many of the connections on which data could flow were authenticated on both sides.
final class MtlsCoverage {

  static final MeasureDefinition DEFINITION =
      new MeasureDefinition(
          "E01",
          "Mutual TLS coverage",
          "Connections on which both sides were authenticated by TLS before data flowed, out of all"
              + " connections that proxies let through, in both directions. A rejected connection"
              + " carries no data and is counted in E03.",
          "mutually authenticated connections",
          "connections let through",
          SourceClass.OBSERVED,
          List.of("connection"),
          Set.of("proxy"),
          List.of(
              "Traffic that does not pass a proxy: host network, other ports, UDP.",
              "The hop between an application and its own proxy."));

  private MtlsCoverage() {}

  static Measure of(Evidence evidence) {
    long accepted = 0;
    long mutual = 0;
    Histogram byListener = new Histogram();
    Histogram byPeer = new Histogram();
    List<ReportedException> exceptions = new ArrayList<>();
    for (Sighting<Connection> sighting : evidence.during(Connection.class)) {
      Connection connection = sighting.record();
      if (!Connections.isAccepted(connection)) {
        continue;
      }
      accepted++;
      String how = connection.mutual() ? "mutual TLS" : "not mutual";
      byListener.add(connection.direction(), connection.workload(), connection.listener(), how);
      byPeer.add(Connections.named(connection.peerSpiffeId()), how);
      if (connection.mutual()) {
        mutual++;
      } else {
        exceptions.add(
            new ReportedException(
                sighting.place(),
                sighting.time().toString(),
                connection.direction()
                    + " connection on listener `"
                    + connection.listener()
                    + "` with `"
                    + connection.peerAddress()
                    + "` was not mutually authenticated"));
      }
    }
    return new Measure(
        DEFINITION,
        Measure.statusOf(accepted, exceptions),
        mutual,
        accepted,
        mutual + " of " + accepted + " connections let through were mutually authenticated",
        exceptions,
        List.of(
            MeasureTable.of(
                "By listener",
                List.of("Direction", "Workload", "Listener", "How", "Connections"),
                byListener.rows()),
            MeasureTable.of("By peer", List.of("Peer", "How", "Connections"), byPeer.rows())));
  }
}
