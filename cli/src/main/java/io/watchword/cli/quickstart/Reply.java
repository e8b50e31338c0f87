package io.watchword.cli.quickstart;

import java.util.Map;

/// What came back over a socket.
///
/// @param status HTTP status; 0 where no response came
/// @param headers names in lower case
/// @param localPort our end of the connection: how the proxy's records name it
/// @param failure how the connection ended instead of a response; empty where one came
record Reply(
    int status,
    Map<String, String> headers,
    String body,
    int localPort,
    String failure,
    double millis) {

  /// In a few words, for people.
  String observed() {
    return status == 0 ? failure : status + " " + firstLine();
  }

  String decisionId() {
    return headers.getOrDefault("x-watchword-decision-id", "");
  }

  private String firstLine() {
    String line = body.lines().findFirst().orElse("");
    return line.length() > 80 ? line.substring(0, 80) + "…" : line;
  }
}
