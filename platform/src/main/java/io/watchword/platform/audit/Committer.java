package io.watchword.platform.audit;

import io.watchword.api.record.AuditRecord;
import io.watchword.api.record.ProcessRecord;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that writes a log: takes all that waits, makes it durable with one sync, tells
/// those who waited, and signs a checkpoint when one is due.
final class Committer implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(Committer.class);

  // Signing waits for the disk too: not after each append of a busy CA.
  private static final long AFTER_APPEND_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long MAX_SLEEP_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int MANY_UNPUBLISHED = 4_096;
  // While no tiles can be written, records gather in memory; beyond this they are refused.
  private static final int MOST_UNPUBLISHED = 65_536;

  private final AuditLogConfig config;
  private final InstantSource clock;
  private final LogQueue queue;
  private final LogStore store;
  private final FileChannel lock;

  private Instant nextHeartbeat;
  private long lastPublishNanos = System.nanoTime() - MAX_SLEEP_NANOS;
  private boolean appendsUnpublished;
  private List<CompletableFuture<Void>> flushes = new ArrayList<>();
  private boolean diskFails;
  // Written by this thread only.
  private volatile long written;

  Committer(
      AuditLogConfig config,
      InstantSource clock,
      LogQueue queue,
      LogStore store,
      FileChannel lock) {
    this.config = config;
    this.clock = clock;
    this.queue = queue;
    this.store = store;
    this.lock = lock;
    this.nextHeartbeat = clock.instant().plus(config.heartbeatInterval());
  }

  long written() {
    return written;
  }

  @Override
  public void run() {
    try (lock) {
      while (!queue.isStopping()) {
        queue.await(sleepNanos());
        commit(queue.takeAppends(), queue.takeOffers());
        heartbeatIfDue();
        publishIfDue();
      }
      stop();
    } catch (IOException e) {
      LOG.atWarn().setCause(e).log("audit log not unlocked");
    } catch (RuntimeException | Error e) {
      LOG.atError().setCause(e).log("audit log stopped");
      throw e;
    } finally {
      queue.end();
    }
  }

  private void commit(List<LogQueue.Append> appends, List<LogQueue.Offer> offers) {
    List<byte[]> entries = new ArrayList<>(appends.size() + offers.size());
    List<CompletableFuture<Void>> waiting = new ArrayList<>(appends.size());
    for (LogQueue.Append append : appends) {
      byte[] entry = append.entry();
      if (entry == null) {
        flushes.add(append.done());
      } else {
        entries.add(entry);
        waiting.add(append.done());
      }
    }
    int own = entries.size();
    offers.forEach(offer -> encode(offer).ifPresent(entries::add));
    if (entries.isEmpty()) {
      return;
    }
    try {
      write(entries);
      appendsUnpublished |= own > 0;
      waiting.forEach(done -> done.complete(null));
    } catch (AuditUnavailableException e) {
      queue.drop(entries.size() - own);
      waiting.forEach(done -> done.completeExceptionally(e));
    }
  }

  private Optional<byte[]> encode(LogQueue.Offer offer) {
    byte[] entry = RecordJson.write(offer.record(), offer.time());
    if (entry.length <= EntryCodec.MAX_ENTRY) {
      return Optional.of(entry);
    }
    queue.drop(1);
    LOG.atWarn()
        .addKeyValue("record", offer.record().getClass().getSimpleName())
        .addKeyValue("bytes", entry.length)
        .log("audit record too large, dropped");
    return Optional.empty();
  }

  private void write(List<byte[]> entries) {
    if (store.unpublished() > MOST_UNPUBLISHED) {
      throw new AuditUnavailableException(
          "audit log `" + config.directory() + "` can not write its tiles");
    }
    try {
      store.append(entries);
      written = written + entries.size();
      recovered();
    } catch (IOException e) {
      failed(e);
      throw new AuditUnavailableException(
          "audit log `" + config.directory() + "` can not be written: " + e.getMessage(), e);
    }
  }

  private void heartbeatIfDue() {
    Instant now = clock.instant();
    if (!now.isBefore(nextHeartbeat)) {
      nextHeartbeat = now.plus(config.heartbeatInterval());
      writeOwn(new ProcessRecord.Heartbeat(config.source(), written, queue.dropped()));
    }
  }

  private void writeOwn(AuditRecord record) {
    try {
      write(List.of(RecordJson.write(record, clock.instant())));
    } catch (AuditUnavailableException e) {
      // The records around it report the disk; a heartbeat that is not there is the signal itself.
      LOG.atDebug().setCause(e).log("heartbeat not written");
    }
  }

  private void publishIfDue() {
    boolean wanted = !flushes.isEmpty() || store.unpublished() > 0;
    if (wanted && (!flushes.isEmpty() || publishDueNanos() <= 0)) {
      publish();
    }
  }

  private void publish() {
    lastPublishNanos = System.nanoTime();
    List<CompletableFuture<Void>> waiting = flushes;
    flushes = new ArrayList<>();
    try {
      store.publish();
      appendsUnpublished = false;
      waiting.forEach(done -> done.complete(null));
    } catch (IOException e) {
      failed(e);
      AuditUnavailableException unavailable =
          new AuditUnavailableException(
              "audit log `" + config.directory() + "` has no checkpoint: " + e.getMessage(), e);
      waiting.forEach(done -> done.completeExceptionally(unavailable));
    }
  }

  private void stop() {
    commit(queue.takeAppends(), queue.takeOffers());
    writeOwn(new ProcessRecord.Heartbeat(config.source(), written, queue.dropped()));
    writeOwn(new ProcessRecord.ProcessStop(config.source(), "orderly"));
    try {
      store.close();
      flushes.forEach(done -> done.complete(null));
    } catch (IOException e) {
      failed(e);
      AuditUnavailableException unavailable =
          new AuditUnavailableException("the last checkpoint was not written", e);
      flushes.forEach(done -> done.completeExceptionally(unavailable));
    }
  }

  private long sleepNanos() {
    return store.unpublished() > 0
        ? Math.clamp(publishDueNanos(), 0, MAX_SLEEP_NANOS)
        : MAX_SLEEP_NANOS;
  }

  private long publishDueNanos() {
    if (store.unpublished() >= MANY_UNPUBLISHED && !diskFails) {
      return 0;
    }
    long interval = config.checkpointInterval().toNanos();
    long after =
        appendsUnpublished && !diskFails ? Math.min(AFTER_APPEND_NANOS, interval) : interval;
    return lastPublishNanos + after - System.nanoTime();
  }

  private void failed(IOException e) {
    if (!diskFails) {
      LOG.atError()
          .setCause(e)
          .addKeyValue("directory", config.directory())
          .log("audit log unavailable");
    }
    diskFails = true;
  }

  private void recovered() {
    if (diskFails) {
      LOG.atWarn().addKeyValue("directory", config.directory()).log("audit log available again");
    }
    diskFails = false;
  }
}
