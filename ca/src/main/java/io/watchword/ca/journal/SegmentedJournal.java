package io.watchword.ca.journal;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// A journal in pieces: what nobody needs any more is neither read at start nor kept in memory, and
/// a month later it is deleted. Thread-safe: appenders share a lock that closing a piece takes
/// alone.
///
/// `NAME.journal` grows; at so many lines it becomes `NAME-000001.journal`, and a new one goes on
/// where it ended, by number and by hash. `NAME-segments.journal` says, before a piece is renamed,
/// where it ends and until when its lines are needed.
final class SegmentedJournal implements Ledger {
  /// Lines of a piece: about 20 MB of issuances, read in about a fifth of a second.
  static final int LINES = 32_768;

  private static final Duration KEPT = Duration.ofDays(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  /// When pieces end and how long they are needed.
  record Rules(Function<String, Instant> neededUntil, InstantSource clock, int lines) {}

  /// A piece that is closed.
  ///
  /// @param number of its last line
  /// @param hash of its last line
  /// @param neededUntil seconds since 1970
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Segment(String file, long number, String hash, long neededUntil) {

    Journal.Start end() {
      return new Journal.Start(number, hash);
    }
  }

  private final Path directory;
  private final String name;
  private final Rules rules;
  private final JournalFiles files;
  private final Journal index;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  // Guarded by `lock`.
  private final List<Segment> segments;
  private Journal current;
  private List<JournalLine> lines;
  private volatile long lastNumber;
  private volatile Instant neededUntil;

  private SegmentedJournal(
      Path directory, String name, Rules rules, JournalFiles files, Journal index) {
    this.directory = directory;
    this.name = name;
    this.rules = rules;
    this.files = files;
    this.index = index;
    this.segments =
        new ArrayList<>(index.lines().stream().map(line -> read(line, Segment.class)).toList());
    renameLast();
    this.lines = new ArrayList<>();
    Instant now = rules.clock().instant();
    Journal.Start start = Journal.Start.GENESIS;
    for (Segment segment : segments) {
      if (now.isBefore(Instant.ofEpochSecond(segment.neededUntil()).plusSeconds(1))) {
        lines.addAll(readWhole(segment, start));
      }
      start = segment.end();
    }
    this.current = Journal.open(path(), files, start);
    lines.addAll(current.lines());
    this.lastNumber = start.number() + current.lines().size();
    this.neededUntil =
        current.lines().stream()
            .map(line -> rules.neededUntil().apply(line.body()))
            .reduce(Instant.EPOCH, SegmentedJournal::later);
    current.forgetLines();
    deleteOld(now);
  }

  static SegmentedJournal open(Path directory, String name, Rules rules, JournalFiles files) {
    Journal index = Journal.open(directory.resolve(name + "-segments.journal"), files);
    try {
      return new SegmentedJournal(directory, name, rules, files, index);
    } catch (RuntimeException e) {
      index.close();
      throw e;
    }
  }

  @Override
  public List<JournalLine> lines() {
    lock.readLock().lock();
    try {
      return List.copyOf(lines);
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public void forgetLines() {
    lock.writeLock().lock();
    try {
      lines = new ArrayList<>();
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public JournalLine append(String body) {
    return appendAll(List.of(body)).getFirst();
  }

  @Override
  public List<JournalLine> appendAll(List<String> bodies) {
    Instant needed =
        bodies.stream().map(rules.neededUntil()).reduce(Instant.EPOCH, SegmentedJournal::later);
    closePieceIfFull();
    lock.readLock().lock();
    try {
      // Before the lines are there: a piece may be kept too long, never too short.
      remember(needed);
      List<JournalLine> appended = current.appendAll(bodies);
      appended.stream().mapToLong(JournalLine::number).max().ifPresent(this::reached);
      return appended;
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public <T> T exclusively(Supplier<T> work) {
    return index.exclusively(work);
  }

  // The files are this process's alone: there are no others.
  @Override
  public void onForeign(Consumer<List<JournalLine>> listener) {}

  @Override
  public void catchUp() {}

  @Override
  public Optional<String> problem() {
    lock.readLock().lock();
    try {
      return current.problem().or(index::problem);
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      current.close();
      index.close();
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void closePieceIfFull() {
    if (lastNumber - beginOfPiece() < rules.lines()) {
      return;
    }
    lock.writeLock().lock();
    try {
      if (lastNumber - beginOfPiece() < rules.lines() || current.problem().isPresent()) {
        return;
      }
      Journal.Start end = current.end();
      Segment segment =
          new Segment(
              String.format(Locale.ROOT, "%s-%06d.journal", name, segments.size() + 1),
              end.number(),
              end.hash(),
              neededUntil.getEpochSecond() + 1);
      index.append(write(segment));
      current.close();
      segments.add(segment);
      renameLast();
      current = Journal.open(path(), files, end);
      neededUntil = Instant.EPOCH;
      deleteOld(rules.clock().instant());
    } finally {
      lock.writeLock().unlock();
    }
  }

  private long beginOfPiece() {
    lock.readLock().lock();
    try {
      return segments.isEmpty() ? 0 : segments.getLast().number();
    } finally {
      lock.readLock().unlock();
    }
  }

  // A crash may have come between the line of the index and the renaming: done again, it is found
  // done.
  private void renameLast() {
    if (segments.isEmpty()) {
      return;
    }
    Path closed = directory.resolve(segments.getLast().file());
    if (Files.exists(closed) || Files.notExists(path())) {
      return;
    }
    try {
      Files.move(path(), closed, StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel folder = FileChannel.open(directory)) {
        folder.force(true);
      }
    } catch (IOException e) {
      throw new JournalException(
          "ca/journal-unavailable",
          "journal `" + path() + "` cannot be renamed: " + e.getMessage(),
          e);
    }
  }

  private List<JournalLine> readWhole(Segment segment, Journal.Start start) {
    Path file = directory.resolve(segment.file());
    try {
      JournalRecovery recovery = JournalRecovery.of(file, Files.readAllBytes(file), start);
      long last = start.number() + recovery.lines().size();
      if (recovery.cut() > 0
          || last != segment.number()
          || !recovery.lines().getLast().hash().equals(segment.hash())) {
        throw new JournalException(
            "ca/journal-corrupt",
            "journal `" + file + "` does not end where `" + name + "-segments.journal` says");
      }
      return recovery.lines();
    } catch (IOException e) {
      throw new JournalException(
          "ca/journal-unavailable",
          "journal `" + file + "` cannot be opened: " + e.getMessage(),
          e);
    }
  }

  private void deleteOld(Instant now) {
    for (Segment segment : segments) {
      if (Instant.ofEpochSecond(segment.neededUntil()).plus(KEPT).isBefore(now)) {
        try {
          Files.deleteIfExists(directory.resolve(segment.file()));
        } catch (IOException e) {
          // It takes room and does no harm: the next piece tries again.
          return;
        }
      }
    }
  }

  private synchronized void remember(Instant needed) {
    neededUntil = later(neededUntil, needed);
  }

  private synchronized void reached(long number) {
    lastNumber = Math.max(lastNumber, number);
  }

  private Path path() {
    return directory.resolve(name + ".journal");
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private static String write(Segment segment) {
    try {
      return JSON.writeValueAsString(segment);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a line that has no JSON", e);
    }
  }

  private static <T> T read(JournalLine line, Class<T> type) {
    try {
      return JSON.readValue(line.body(), type);
    } catch (JsonProcessingException e) {
      throw new JournalException(
          "ca/journal-corrupt", "line " + line.number() + " names no segment", e);
    }
  }
}
