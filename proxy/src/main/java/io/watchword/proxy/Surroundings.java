package io.watchword.proxy;

import io.micrometer.core.instrument.MeterRegistry;
import io.watchword.platform.audit.AuditLog;
import io.watchword.platform.bootstrap.admin.Health;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// What a proxy gets from outside.
///
/// @param auditName name of its log, such as `proxy-1`
/// @param firstReady called once, when every workload has its identity and a policy is in force
record Surroundings(
    InstantSource clock,
    RandomGenerator random,
    Health health,
    MeterRegistry meters,
    AuditLog audit,
    String auditName,
    Runnable firstReady) {}
