package io.watchword.platform.bootstrap.telemetry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.watchword.platform.audit.AuditLog;
import java.util.concurrent.atomic.AtomicBoolean;

/// The metrics of one process. Modules register meters in [#registry] under names from a constants
/// file of their own; the admin port prints them. Thread-safe.
public final class Telemetry {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final AtomicBoolean jvmIsBound = new AtomicBoolean();

  private Telemetry(String role) {
    registry.config().commonTags("role", role);
  }

  /// Telemetry of a role; every sample carries its name as the label `role`.
  public static Telemetry of(String role) {
    return new Telemetry(role);
  }

  /// Where meters are registered.
  public PrometheusMeterRegistry registry() {
    return registry;
  }

  /// Counts what the audit log wrote and dropped.
  public void observe(AuditLog audit) {
    FunctionCounter.builder(MetricNames.AUDIT_RECORDS, audit, AuditLog::written)
        .tag("outcome", "written")
        .register(registry);
    FunctionCounter.builder(MetricNames.AUDIT_RECORDS, audit, AuditLog::dropped)
        .tag("outcome", "dropped")
        .register(registry);
  }

  /// All samples in Prometheus text format.
  public String scrape() {
    // Not before someone asks: these classes cost start-up time that no connection needs.
    if (jvmIsBound.compareAndSet(false, true)) {
      new JvmMemoryMetrics().bindTo(registry);
      new JvmThreadMetrics().bindTo(registry);
      new ProcessorMetrics().bindTo(registry);
      new UptimeMetrics().bindTo(registry);
    }
    return registry.scrape();
  }
}
