package io.watchword.agent;

import io.micrometer.core.instrument.MeterRegistry;
import io.watchword.platform.audit.AuditLog;
import io.watchword.platform.bootstrap.admin.Health;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// What an agent is given by its process, or by its test.
///
/// @param nanos time that passed, in nanoseconds, as [System#nanoTime]
/// @param random for jitter; thread-safe
/// @param proc `/proc`
/// @param onReady called once, when the first state of the CA is in force
record AgentSurroundings(
    InstantSource clock,
    LongSupplier nanos,
    RandomGenerator random,
    Path proc,
    Health health,
    MeterRegistry meters,
    AuditLog audit,
    Runnable onReady) {}
