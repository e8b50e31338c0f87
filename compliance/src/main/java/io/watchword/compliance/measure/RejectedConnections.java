package io.watchword.compliance.measure;

import io.watchword.api.record.TrafficRecord.Connection;
import io.watchword.compliance.evidence.Evidence;
import io.watchword.compliance.evidence.Sighting;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// E03: who was turned away, and why. A rejection is the mesh at work, not an exception; one
/// without a reason is.
final class RejectedConnections {

  static final MeasureDefinition DEFINITION =
      new MeasureDefinition(
          "E03",
          "Rejected connections",
          "Rejected connections whose cause is on record, out of all rejected connections; counted"
              + " by cause. Many rejections are no exception, they show the check at work.",
          "rejected connections with a recorded cause",
          "rejected connections",
          SourceClass.OBSERVED,
          List.of("connection"),
          Set.of("proxy"),
          List.of("A try that never reaches a proxy."));

  private RejectedConnections() {}

  static Measure of(Evidence evidence) {
    long rejected = 0;
    long explained = 0;
    long seen = 0;
    Histogram byCause = new Histogram();
    Histogram byPeer = new Histogram();
    List<ReportedException> exceptions = new ArrayList<>();
    for (Sighting<Connection> sighting : evidence.during(Connection.class)) {
      Connection connection = sighting.record();
      seen++;
      if (Connections.isAccepted(connection)) {
        continue;
      }
      rejected++;
      byCause.add(Connections.named(connection.cause()));
      byPeer.add(
          connection.direction(),
          connection.workload(),
          Connections.named(connection.peerSpiffeId()),
          Connections.named(connection.cause()));
      if (connection.cause().isEmpty()) {
        exceptions.add(
            new ReportedException(
                sighting.place(),
                sighting.time().toString(),
                "a rejected connection on listener `" + connection.listener() + "` has no cause"));
      } else {
        explained++;
      }
    }
    return new Measure(
        DEFINITION,
        Measure.statusOf(rejected, exceptions),
        explained,
        rejected,
        rejected + " of " + seen + " connections were rejected, " + explained + " with their cause",
        exceptions,
        List.of(
            MeasureTable.of("By cause", List.of("Cause", "Connections"), byCause.rows()).drawing(1),
            MeasureTable.of(
                "By peer",
                List.of("Direction", "Workload", "Peer", "Cause", "Connections"),
                byPeer.rows())));
  }
}
