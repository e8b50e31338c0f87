package io.watchword.tests.benchmarks;

import io.watchword.api.record.TrafficRecord;
import io.watchword.platform.audit.AuditLogConfig;
import io.watchword.platform.audit.FileAuditLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/// How fast an audit log takes a proxy's connection records: hashed into its tree and on disk. The
/// log is in the folder of `java.io.tmpdir`, so its disk is what counts.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-XX:+UseSerialGC", "-Xms64m", "-Xmx256m"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class AuditBenchmark {

  private static final int BATCH = 1_000;

  private final TrafficRecord record =
      new TrafficRecord.Connection(
          "c-01kb3v9q8m6t4x2z0w7y5n3r1p",
          "inbound",
          "127.0.0.1:15006",
          "orders",
          "spiffe://example.org/ns/shop/sa/orders",
          "spiffe://example.org/ns/shop/sa/web",
          "127.0.0.1:40404",
          "accepted",
          "",
          true,
          "TLSv1.3",
          "TLS_AES_128_GCM_SHA256",
          "X25519",
          "5f3a9c0d1e2b4a6788990011aabbccdd",
          "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
          "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
          "");
  private final Path directory = temporary();
  private final FileAuditLog log =
      FileAuditLog.open(
          AuditLogConfig.of(directory.resolve("log"), "proxy-1", "proxy", "example.org"),
          InstantSource.system());

  /// Fails where nothing is written.
  @Setup
  public void check() {
    long before = log.written();
    log.append(record);
    if (log.written() == before) {
      throw new IllegalStateException("nothing was written to `" + directory + "`");
    }
  }

  /// Says if records were dropped, which would make the figures wrong, and removes the log.
  @TearDown
  public void close() throws IOException {
    log.close();
    if (log.dropped() > 0) {
      throw new IllegalStateException(log.dropped() + " records were dropped");
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /// One writer that waits for the disk each time.
  @Benchmark
  @Threads(1)
  public void appendByOne() {
    log.append(record);
  }

  /// Eight writers that wait; what waits together is written together.
  @Benchmark
  @Threads(8)
  public void appendByEight() {
    log.append(record);
  }

  /// What an event loop does: records offered without waiting, here until all are on disk.
  @Benchmark
  @Threads(1)
  @OperationsPerInvocation(BATCH)
  public void offerAndFlush() {
    for (int i = 0; i < BATCH; i++) {
      log.offer(record);
    }
    log.flush();
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("watchword-audit-");
    } catch (IOException e) {
      throw new IllegalStateException("no temporary folder: " + e, e);
    }
  }
}
