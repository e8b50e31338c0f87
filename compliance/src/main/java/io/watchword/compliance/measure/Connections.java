package io.watchword.compliance.measure;

import io.watchword.api.record.TrafficRecord.Connection;

/// How connection records are read, the same in every measure.
final class Connections {

  private Connections() {}

  static boolean isAccepted(Connection connection) {
    return connection.outcome().equals("accepted");
  }

  /// A word for what the record leaves empty.
  static String named(String value) {
    return value.isEmpty() ? "(not known)" : value;
  }
}
