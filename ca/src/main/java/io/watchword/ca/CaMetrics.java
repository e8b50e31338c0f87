package io.watchword.ca;

/// Names of the CA's own metrics, in Micrometer's spelling.
final class CaMetrics {

  /// Certificates issued since the state folder was made.
  static final String ISSUED = "watchword.ca.certificates.issued";

  /// Agents with an open `Sync`.
  static final String AGENTS = "watchword.ca.agents.connected";

  /// Seconds until our intermediate ends.
  static final String INTERMEDIATE_SECONDS_LEFT = "watchword.ca.intermediate.seconds.left";

  /// Seconds until the active root ends.
  static final String ROOT_SECONDS_LEFT = "watchword.ca.root.seconds.left";

  /// Sequence of the trust bundle.
  static final String BUNDLE_SEQUENCE = "watchword.ca.bundle.sequence";

  /// Trusters that hold the gate of the rotation under way; 0 where none is.
  static final String ROTATION_LAGGARDS = "watchword.ca.rotation.laggards";

  private CaMetrics() {}
}
