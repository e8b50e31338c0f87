package io.watchword.proxy.observe;

import io.watchword.api.record.AuditRecord;
import io.watchword.api.record.TrafficRecord;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/// Writes what happened to connections and requests into the audit log, without ever waiting for
/// it. Allowed decisions are counted and written by [#flushAllowed]. Thread-safe.
public final class TrafficLog {

  /// How often allowed decisions are written.
  public static final long ALLOWED_SECONDS = 10;

  // INVARIANT: bounded, or callers with ever new identities could grow it without end.
  private static final int MAX_KEYS = 10_000;

  private final Consumer<? super AuditRecord> audit;
  private final ConcurrentHashMap<AllowedKey, LongAdder> allowed = new ConcurrentHashMap<>();

  /// @param audit takes records without blocking and without throwing, as the audit log's `offer`
  ///   does
  public TrafficLog(Consumer<? super AuditRecord> audit) {
    this.audit = audit;
  }

  /// One kind of allowed decision.
  ///
  /// @param kind `connection`, `request`
  public record AllowedKey(
      String kind,
      String source,
      String destination,
      String workload,
      String rule,
      String ruleId,
      String policyDigest) {}

  /// A connection was authenticated and let in.
  public void accepted(ConnectionOrigin origin, PeerFacts peer, boolean mutual) {
    audit.accept(connection(origin, peer, "accepted", "", mutual, ""));
  }

  /// A connection was turned away.
  ///
  /// @param decisionId of the denial, empty for another cause
  public void rejected(ConnectionOrigin origin, PeerFacts peer, Cause cause, String decisionId) {
    audit.accept(
        connection(origin, peer, "rejected", cause.word(), cause == Cause.DENIED, decisionId));
  }

  private static TrafficRecord connection(
      ConnectionOrigin origin,
      PeerFacts peer,
      String outcome,
      String cause,
      boolean mutual,
      String decisionId) {
    return new TrafficRecord.Connection(
        origin.connectionId(),
        origin.direction().word(),
        origin.listener(),
        origin.workload(),
        origin.localSpiffeId(),
        peer.spiffeId(),
        origin.peerAddress(),
        outcome,
        cause,
        mutual,
        peer.tlsVersion(),
        peer.cipherSuite(),
        peer.group(),
        peer.serial(),
        peer.spkiSha256(),
        peer.rootSha256(),
        decisionId);
  }

  /// A policy denied a connection or a request.
  public void denied(TrafficRecord.Denial denial) {
    audit.accept(denial);
  }

  /// A policy allowed a connection or a request.
  public void allowed(AllowedKey key) {
    LongAdder count = allowed.get(key);
    if (count == null) {
      if (allowed.size() >= MAX_KEYS) {
        flushAllowed();
      }
      count = allowed.computeIfAbsent(key, k -> new LongAdder());
    }
    count.increment();
  }

  /// Writes what was allowed since the last call.
  public void flushAllowed() {
    for (Map.Entry<AllowedKey, LongAdder> entry : allowed.entrySet()) {
      long count = entry.getValue().sumThenReset();
      AllowedKey key = entry.getKey();
      if (count == 0) {
        // Removed only after a whole period without use, so that an increment in flight is not lost
        // with its adder.
        allowed.remove(key, entry.getValue());
        count = entry.getValue().sumThenReset();
      }
      if (count > 0) {
        audit.accept(
            new TrafficRecord.Allowed(
                key.kind(),
                key.source(),
                key.destination(),
                key.workload(),
                key.rule(),
                key.ruleId(),
                key.policyDigest(),
                count,
                ALLOWED_SECONDS));
      }
    }
  }
}
