package io.watchword.platform.audit;

import io.watchword.api.record.AuditRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// What waits for the committer thread. Appends wake it at once; offers, at most `capacity` of
/// them, wake it only when it sleeps, and it then gathers for a moment: an event loop pays for one
/// wake-up in 50 ms, the disk for one sync. Thread-safe.
final class LogQueue {

  private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /// A caller that waits; no entry means that it waits for a checkpoint.
  record Append(byte @Nullable [] entry, CompletableFuture<Void> done) {

    boolean isFlush() {
      return entry == null;
    }
  }

  /// A record that nobody waits for.
  record Offer(AuditRecord record, Instant time) {}

  private final int capacity;
  private final Queue<Append> appends = new ConcurrentLinkedQueue<>();
  private final Queue<Offer> offers = new ConcurrentLinkedQueue<>();
  private final AtomicInteger offered = new AtomicInteger();
  private final AtomicLong dropped = new AtomicLong();
  private volatile boolean asleep;
  private volatile boolean stopping;
  private volatile boolean stopped;
  private volatile @Nullable Thread consumer;

  LogQueue(int capacity) {
    this.capacity = capacity;
  }

  CompletableFuture<Void> append(byte[] entry) {
    return add(new Append(entry, new CompletableFuture<>()));
  }

  CompletableFuture<Void> flush() {
    return add(new Append(null, new CompletableFuture<>()));
  }

  void offer(AuditRecord record, Instant time) {
    if (offered.incrementAndGet() > capacity || stopped) {
      offered.decrementAndGet();
      dropped.incrementAndGet();
      return;
    }
    offers.add(new Offer(record, time));
    if (asleep) {
      asleep = false;
      wake();
    }
  }

  void drop(long records) {
    dropped.addAndGet(records);
  }

  long dropped() {
    return dropped.get();
  }

  void stop() {
    stopping = true;
    wake();
  }

  boolean isStopping() {
    return stopping;
  }

  // The consumer's side: one thread.

  /// Everything that waits to be written for someone.
  List<Append> takeAppends() {
    return take(appends, Integer.MAX_VALUE);
  }

  /// Everything that waits and nobody waits for.
  List<Offer> takeOffers() {
    List<Offer> taken = take(offers, capacity);
    offered.addAndGet(-taken.size());
    return taken;
  }

  /// Sleeps until there is something to do, for at most `nanos`.
  void await(long nanos) {
    consumer = Thread.currentThread();
    if (!appends.isEmpty() || stopping) {
      return;
    }
    if (offers.isEmpty()) {
      asleep = true;
      if (appends.isEmpty() && offers.isEmpty() && !stopping) {
        LockSupport.parkNanos(this, nanos);
      }
      asleep = false;
    }
    if (appends.isEmpty() && !offers.isEmpty() && offered.get() < capacity / 2 && !stopping) {
      LockSupport.parkNanos(this, Math.min(nanos, GATHER_NANOS));
    }
  }

  /// Refuses whoever comes after the last record.
  void end() {
    stopped = true;
    for (Append append : takeAppends()) {
      append.done().completeExceptionally(closed());
    }
    drop(takeOffers().size());
  }

  private CompletableFuture<Void> add(Append append) {
    appends.add(append);
    wake();
    // After the queue: the committer either sees the append or has set the flag before.
    if (stopped) {
      append.done().completeExceptionally(closed());
    }
    return append.done();
  }

  private void wake() {
    LockSupport.unpark(consumer);
  }

  private static AuditUnavailableException closed() {
    return new AuditUnavailableException("the audit log is closed");
  }

  private static <T> List<T> take(Queue<T> queue, int most) {
    List<T> taken = new ArrayList<>();
    for (T next = queue.poll(); next != null; next = queue.poll()) {
      taken.add(next);
      if (taken.size() >= most) {
        break;
      }
    }
    return taken;
  }
}
