package io.watchword.compliance.measure;

import io.watchword.api.record.TrafficRecord.Connection;
import io.watchword.compliance.evidence.Evidence;
import io.watchword.compliance.evidence.Sighting;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// E02: protocol version, cipher suite and key-exchange group, as negotiated, not as configured.
final class NegotiatedCryptography {

  static final MeasureDefinition DEFINITION =
      new MeasureDefinition(
          "E02",
          "Negotiated cryptography",
          "Connections let through with TLS 1.3, or with TLS 1.2 and an ephemeral key exchange and"
              + " authenticated encryption, out of all connections let through. Values are those"
              + " that the handshake ended with, not those of a configuration file.",
          "connections within the accepted parameters",
          "connections let through",
          SourceClass.OBSERVED,
          List.of("connection"),
          Set.of("proxy"),
          List.of(
              "TLS that an application speaks inside an opaque TCP stream.",
              "The key type and size of the peer's certificate are not recorded.",
              "The key-exchange group is empty where the TLS library does not tell it."));

  // RFC 9325 §4.2: ECDHE and AEAD are what is left of TLS 1.2.
  private static final Pattern TLS_1_2_SUITE =
      Pattern.compile("(TLS_)?ECDHE[-_].*(GCM|CHACHA20|CCM).*");

  private NegotiatedCryptography() {}

  static Measure of(Evidence evidence) {
    long accepted = 0;
    long good = 0;
    Histogram parameters = new Histogram();
    Histogram groups = new Histogram();
    List<ReportedException> exceptions = new ArrayList<>();
    for (Sighting<Connection> sighting : evidence.during(Connection.class)) {
      Connection connection = sighting.record();
      if (!Connections.isAccepted(connection)) {
        continue;
      }
      accepted++;
      parameters.add(
          Connections.named(connection.tlsVersion()), Connections.named(connection.cipherSuite()));
      groups.add(Connections.named(connection.group()));
      if (isWithinParameters(connection)) {
        good++;
      } else {
        exceptions.add(
            new ReportedException(
                sighting.place(),
                sighting.time().toString(),
                connection.direction()
                    + " connection negotiated `"
                    + Connections.named(connection.tlsVersion())
                    + "` with `"
                    + Connections.named(connection.cipherSuite())
                    + "`"));
      }
    }
    return new Measure(
        DEFINITION,
        Measure.statusOf(accepted, exceptions),
        good,
        accepted,
        good + " of " + accepted + " connections let through were within the accepted parameters",
        exceptions,
        List.of(
            MeasureTable.of(
                    "Protocol and cipher suite",
                    List.of("Protocol", "Cipher suite", "Connections"),
                    parameters.rows())
                .drawing(2),
            MeasureTable.of("Key-exchange group", List.of("Group", "Connections"), groups.rows())
                .drawing(1)));
  }

  private static boolean isWithinParameters(Connection connection) {
    return switch (connection.tlsVersion()) {
      case "TLSv1.3" -> true;
      case "TLSv1.2" -> TLS_1_2_SUITE.matcher(connection.cipherSuite()).matches();
      default -> false;
    };
  }
}
