package io.watchword.platform.audit;

import io.watchword.api.record.AuditRecord;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// The audit log of a process: a C2SP tlog-tiles directory with one writer.
///
/// Records first go to a journal, one sync for all that wait (group commit); tiles and a signed
/// checkpoint follow: within 250 ms of an [#append], and at the configured interval for what was
/// offered. The log itself writes `process-start` as its first record of a run, a `heartbeat` every
/// ten seconds, and a last `heartbeat` and `process-stop` when it is closed.
///
/// Thread-safe. The disk is touched by one committer thread only, the callers' records are encoded
/// on their own threads ([#append]) or on that thread ([#offer]).
public final class FileAuditLog implements AuditLog {

  private final LogQueue queue;
  private final Committer committer;
  private final Thread thread;
  private final InstantSource clock;

  private FileAuditLog(LogQueue queue, Committer committer, InstantSource clock) {
    this.queue = queue;
    this.committer = committer;
    this.clock = clock;
    this.thread = Thread.ofPlatform().name("audit").daemon().unstarted(committer);
  }

  /// Opens the log of this process, made now if there is none. Throws [AuditLogRefusedException] if
  /// the directory is not what its checkpoint signs or another process has it open,
  /// [AuditUnavailableException] if it can not be written.
  public static FileAuditLog open(AuditLogConfig config, InstantSource clock) {
    return open(config, clock, JournalFile::open);
  }

  static FileAuditLog open(AuditLogConfig config, InstantSource clock, JournalFile.Opener opener) {
    try {
      Path directory = config.directory();
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
      FileChannel lock = lock(directory);
      try {
        LogKey key = LogKey.openOrCreate(directory, config.origin());
        LogStore store = LogStore.open(directory, key, opener);
        LogQueue queue = new LogQueue(config.queueCapacity());
        Committer committer = new Committer(config, clock, queue, store, lock);
        FileAuditLog log = new FileAuditLog(queue, committer, clock);
        log.thread.start();
        log.append(ProcessRecords.start(config));
        return log;
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new AuditUnavailableException(
          "audit log `" + config.directory() + "` can not be opened: " + e.getMessage(), e);
    }
  }

  @Override
  public void append(AuditRecord record) {
    await(queue.append(encoded(record)));
  }

  @Override
  public void appendAll(List<? extends AuditRecord> records) {
    // All are encoded before the first is queued: one that cannot be leaves none behind.
    List<byte[]> entries = records.stream().map(this::encoded).toList();
    List<CompletableFuture<Void>> written = entries.stream().map(queue::append).toList();
    written.forEach(FileAuditLog::await);
  }

  private byte[] encoded(AuditRecord record) {
    byte[] entry = RecordJson.write(record, clock.instant());
    if (entry.length > EntryCodec.MAX_ENTRY) {
      throw new IllegalArgumentException(
          "record `"
              + record.getClass().getSimpleName()
              + "` takes "
              + entry.length
              + " bytes (expected: <= 65535)");
    }
    return entry;
  }

  @Override
  public void offer(AuditRecord record) {
    queue.offer(record, clock.instant());
  }

  /// Returns when a signed checkpoint covers every record handed over before: for whoever reads the
  /// log next.
  public void flush() {
    await(queue.flush());
  }

  @Override
  public long written() {
    return committer.written();
  }

  @Override
  public long dropped() {
    return queue.dropped();
  }

  @Override
  public void close() {
    queue.stop();
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void await(CompletableFuture<Void> done) {
    try {
      done.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof AuditUnavailableException unavailable) {
        throw new AuditUnavailableException(unavailable.why(), unavailable);
      }
      throw e;
    }
  }

  private static FileChannel lock(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw inUse(directory);
    }
    channel.close();
    throw inUse(directory);
  }

  private static AuditLogRefusedException inUse(Path directory) {
    return new AuditLogRefusedException(
        "platform/audit-in-use", "`" + directory + "` is written by another process");
  }
}
