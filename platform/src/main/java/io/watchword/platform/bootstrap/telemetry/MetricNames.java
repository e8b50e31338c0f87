package io.watchword.platform.bootstrap.telemetry;

/// Names of the metrics that every role has, in Micrometer's spelling.
public final class MetricNames {

  /// Records of the audit log by `outcome`: `written`, `dropped`.
  public static final String AUDIT_RECORDS = "watchword.audit.records";

  private MetricNames() {}
}
