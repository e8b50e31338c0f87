package io.watchword.ca.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;

/// Documents in a journal of this CA's own, of which only the newest line of each key counts.
/// Thread-safe: puts go side by side and share the disk's flushes; only the rewriting keeps them
/// out.
///
/// Where most lines are of old bodies, the newest are written to a new file that takes the old
/// one's place in one step.
final class DocumentJournal implements Documents {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int WORTH_REWRITING = 20_000;

  record Put(String key, String body) {}

  private final Path path;
  private final JournalFiles files;
  private final Map<String, String> atOpening;
  private final Map<String, String> bodies = new ConcurrentHashMap<>();
  private final ReentrantReadWriteLock rewriting = new ReentrantReadWriteLock();
  private volatile Journal journal;
  private volatile long lines;

  private DocumentJournal(Path path, JournalFiles files) {
    this.path = path;
    this.files = files;
    this.journal = Journal.open(path, files);
    for (JournalLine line : journal.lines()) {
      Put put = parse(line);
      bodies.put(put.key(), put.body());
    }
    this.lines = journal.lines().size();
    this.atOpening = Map.copyOf(bodies);
  }

  static DocumentJournal open(Path path, JournalFiles files) {
    return new DocumentJournal(path, files);
  }

  @Override
  public Map<String, String> atOpening() {
    return atOpening;
  }

  @Override
  public void put(String key, String body) {
    rewriting.readLock().lock();
    try {
      lines = journal.append(json(new Put(key, body))).number();
      bodies.put(key, body);
    } finally {
      rewriting.readLock().unlock();
    }
    if (isWorthRewriting()) {
      rewriting.writeLock().lock();
      try {
        if (isWorthRewriting()) {
          rewrite();
        }
      } finally {
        rewriting.writeLock().unlock();
      }
    }
  }

  // The journal is this process's alone: there are no others.
  @Override
  public void onForeign(Consumer<Map<String, String>> listener) {}

  @Override
  public void close() {
    journal.close();
  }

  private boolean isWorthRewriting() {
    return lines > WORTH_REWRITING && lines > 4L * bodies.size();
  }

  private void rewrite() {
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    try {
      Files.deleteIfExists(fresh);
      try (Journal next = Journal.open(fresh, files)) {
        List<String> all =
            bodies.entrySet().stream()
                .map(entry -> json(new Put(entry.getKey(), entry.getValue())))
                .toList();
        next.appendAll(all);
      }
      journal.close();
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      try (FileChannel directory = FileChannel.open(path.toAbsolutePath().getParent())) {
        directory.force(true);
      }
    } catch (IOException e) {
      throw new JournalException(
          "ca/journal-unavailable", "`" + path + "` cannot be rewritten: " + e.getMessage(), e);
    } finally {
      // Whichever of the two has the name now: both say the same.
      journal = Journal.open(path, files);
      lines = journal.lines().size();
    }
  }

  private static String json(Put put) {
    try {
      return JSON.writeValueAsString(put);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a document that has no JSON", e);
    }
  }

  private Put parse(JournalLine line) {
    try {
      return JSON.readValue(line.body(), Put.class);
    } catch (JsonProcessingException e) {
      throw new JournalException(
          "ca/journal-corrupt",
          "line " + line.number() + " of journal `" + path + "` is no document",
          e);
    }
  }
}
