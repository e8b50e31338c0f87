package io.watchword.proxy.observe;

/// Which way a connection goes, seen from the workload.
public enum Direction {
  /// To the workload.
  INBOUND("inbound"),
  /// From the workload.
  OUTBOUND("outbound");

  private final String word;

  Direction(String word) {
    this.word = word;
  }

  /// As records and metrics say it.
  public String word() {
    return word;
  }
}
