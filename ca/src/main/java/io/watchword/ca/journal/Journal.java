package io.watchword.ca.journal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An append-only file of hash-chained lines with group commit. Thread-safe: appenders wait, one
/// committer thread writes.
///
/// The committer takes whatever is waiting, writes it in one go, forces it to disk once, and only
/// then lets the appenders go on. After a failed write the file is cut back to what is known to be
/// on disk and the next append tries again. After a failed force nothing is known any more (the
/// kernel may have dropped the pages and called them clean), so the journal stays closed until the
/// process starts anew and reads what is really there.
public final class Journal implements Ledger {

  private record Waiting(List<String> bodies, CompletableFuture<List<JournalLine>> done) {}

  /// Where a file begins: what its first line follows.
  ///
  /// @param number of the line before
  record Start(long number, String hash) {
    static final Start GENESIS = new Start(0, JournalLine.GENESIS);
  }

  private static final Waiting STOP = new Waiting(List.of(), new CompletableFuture<>());

  private final Path path;
  private final JournalFile file;
  private volatile JournalRecovery recovered;
  private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
  private final Thread committer;
  private final ReentrantLock exclusive = new ReentrantLock();

  // Only the committer changes these.
  private long length;
  private volatile long number;
  private volatile String lastHash;
  private boolean broken;

  private volatile @Nullable String problem;
  private boolean closed;

  private Journal(Path path, JournalFile file, Start start, JournalRecovery recovered) {
    this.path = path;
    this.file = file;
    this.recovered = recovered;
    this.length = recovered.length();
    this.number = start.number() + recovered.lines().size();
    this.lastHash = recovered.lines().isEmpty() ? start.hash() : recovered.lines().getLast().hash();
    this.committer =
        Thread.ofPlatform().daemon().name("journal-" + path.getFileName()).unstarted(this::run);
  }

  /// Opens the journal at `path`, recovers its readable prefix and drops a cut last line.
  ///
  /// @throws JournalException `ca/journal-corrupt` where a line in the middle was altered
  public static Journal open(Path path, JournalFiles files) {
    return open(path, files, Start.GENESIS);
  }

  /// The same for a file that goes on where another one ended.
  static Journal open(Path path, JournalFiles files, Start start) {
    try {
      JournalFile file = files.open(path);
      JournalRecovery recovered = JournalRecovery.of(path, file.readAll(), start);
      if (recovered.cut() > 0) {
        file.truncate(recovered.length());
        file.force();
      }
      Journal journal = new Journal(path, file, start, recovered);
      journal.committer.start();
      return journal;
    } catch (IOException e) {
      throw new JournalException(
          "ca/journal-unavailable",
          "journal `" + path + "` cannot be opened: " + e.getMessage(),
          e);
    }
  }

  /// What was there when it was opened.
  public JournalRecovery recovered() {
    return recovered;
  }

  @Override
  public List<JournalLine> lines() {
    return recovered.lines();
  }

  @Override
  public void forgetLines() {
    recovered = new JournalRecovery(List.of(), recovered.length(), recovered.cut());
  }

  @Override
  public <T> T exclusively(Supplier<T> work) {
    exclusive.lock();
    try {
      return work.get();
    } finally {
      exclusive.unlock();
    }
  }

  // The file is this process's alone: there are no others.
  @Override
  public void onForeign(Consumer<List<JournalLine>> listener) {}

  @Override
  public void catchUp() {}

  @Override
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  @Override
  public JournalLine append(String body) {
    return appendAll(List.of(body)).getFirst();
  }

  @Override
  public List<JournalLine> appendAll(List<String> bodies) {
    if (bodies.isEmpty()) {
      return List.of();
    }
    Waiting waiting = new Waiting(List.copyOf(bodies), new CompletableFuture<>());
    enqueue(waiting);
    try {
      return waiting.done().join();
    } catch (CompletionException e) {
      throw unavailable(String.valueOf(problem), e.getCause());
    }
  }

  /// Where it ends now; to be asked only while nobody appends.
  Start end() {
    return new Start(number, lastHash);
  }

  /// Writes what is waiting and closes the file.
  @Override
  public void close() {
    synchronized (queue) {
      if (closed) {
        return;
      }
      closed = true;
      // Not an interrupt: that would close the channel under a write.
      queue.add(STOP);
    }
    try {
      committer.join();
      file.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw unavailable("it cannot be closed", e);
    }
  }

  private void run() {
    List<Waiting> batch = new ArrayList<>();
    boolean stop = false;
    while (!stop) {
      try {
        batch.add(queue.take());
      } catch (InterruptedException e) {
        // Nobody interrupts this thread; STOP ends it.
        continue;
      }
      queue.drainTo(batch);
      stop = batch.remove(STOP);
      try {
        if (!batch.isEmpty()) {
          commit(batch);
        }
      } catch (RuntimeException | Error e) {
        // Nobody may wait for ever: whatever this is, nothing of the batch counts as recorded.
        problem = String.valueOf(e);
        broken = true;
        batch.forEach(waiting -> waiting.done().completeExceptionally(e));
      }
      batch.clear();
    }
  }

  private void enqueue(Waiting waiting) {
    // The lock keeps an append from slipping in behind STOP, where nobody would answer it.
    synchronized (queue) {
      if (closed) {
        throw unavailable("it is closed", null);
      }
      queue.add(waiting);
    }
  }

  private void commit(List<Waiting> batch) {
    if (broken) {
      IOException cause = new IOException("an earlier write to it was lost");
      batch.forEach(waiting -> waiting.done().completeExceptionally(cause));
      return;
    }
    List<JournalLine> lines = new ArrayList<>(batch.size());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    String hash = lastHash;
    for (Waiting waiting : batch) {
      for (String body : waiting.bodies()) {
        JournalLine line = JournalLine.following(number + lines.size() + 1, hash, body);
        lines.add(line);
        bytes.writeBytes(line.bytes());
        hash = line.hash();
      }
    }
    if (!write(bytes.toByteArray(), batch)) {
      return;
    }
    length += bytes.size();
    number += lines.size();
    lastHash = hash;
    problem = null;
    int from = 0;
    for (Waiting waiting : batch) {
      int to = from + waiting.bodies().size();
      waiting.done().complete(List.copyOf(lines.subList(from, to)));
      from = to;
    }
  }

  private boolean write(byte[] bytes, List<Waiting> batch) {
    try {
      file.append(ByteBuffer.wrap(bytes));
    } catch (IOException e) {
      problem = String.valueOf(e.getMessage());
      cutBack();
      batch.forEach(waiting -> waiting.done().completeExceptionally(e));
      return false;
    }
    try {
      file.force();
    } catch (IOException e) {
      problem = String.valueOf(e.getMessage());
      broken = true;
      batch.forEach(waiting -> waiting.done().completeExceptionally(e));
      return false;
    }
    return true;
  }

  private void cutBack() {
    try {
      file.truncate(length);
    } catch (IOException e) {
      broken = true;
    }
  }

  private JournalException unavailable(String why, @Nullable Throwable cause) {
    String message = "journal `" + path + "` cannot be written: " + why;
    return cause == null
        ? new JournalException("ca/journal-unavailable", message)
        : new JournalException("ca/journal-unavailable", message, cause);
  }
}
