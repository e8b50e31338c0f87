package io.watchword.proxy.observe;

/// Names of the proxy's metrics. Stable: dashboards use them.
public final class MetricNames {

  /// Requests answered, by class of their status.
  public static final String REQUESTS = "watchword.proxy.requests";

  /// From the last byte of a request's head to the last byte of its answer.
  public static final String REQUEST_SECONDS = "watchword.proxy.request.duration";

  /// Bytes of bodies and streams.
  public static final String BYTES = "watchword.proxy.bytes";

  /// Connections opened.
  public static final String CONNECTIONS = "watchword.proxy.connections";

  /// Connections open now.
  public static final String OPEN = "watchword.proxy.open.connections";

  /// Connections turned away, by cause.
  public static final String REJECTED = "watchword.proxy.rejected.connections";

  /// Decisions, by outcome.
  public static final String DECISIONS = "watchword.proxy.decisions";

  /// Seconds until the workload's SVID expires; negative afterwards, -1 without one.
  public static final String SVID_EXPIRY = "watchword.proxy.svid.expiry.seconds";

  /// Records the audit log had to drop.
  public static final String AUDIT_DROPPED = "watchword.proxy.audit.dropped";

  private MetricNames() {}
}
