package io.watchword.platform.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A log on disk as its writer sees it: the journal, and the tiles and checkpoint made from it.
/// Confined to the committer thread.
final class LogStore {

  private static final long JOURNAL_LIMIT = 8L << 20;

  private final Path journalPath;
  private final TileWriter tiles;
  private final JournalFile.Opener opener;
  private Journal journal;

  private LogStore(Path journalPath, TileWriter tiles, JournalFile.Opener opener, Journal journal) {
    this.journalPath = journalPath;
    this.tiles = tiles;
    this.opener = opener;
    this.journal = journal;
  }

  /// Recovers what is there; afterwards everything readable is in tiles and signed.
  static LogStore open(Path directory, LogKey key, JournalFile.Opener opener) throws IOException {
    Path journalPath = directory.resolve("journal");
    TileWriter tiles = new LogRecovery(directory, key).recover();
    if (!tiles.isPublished() || Files.exists(journalPath)) {
      tiles.publish();
      tiles.tidy();
      tiles.sync();
    }
    Journal journal = Journal.create(journalPath, tiles.unfinished(), opener);
    return new LogStore(journalPath, tiles, opener, journal);
  }

  /// Makes records durable and adds them to the tree, or throws and leaves all as it was.
  void append(List<byte[]> entries) throws IOException {
    journal.append(entries);
    entries.forEach(tiles::add);
  }

  long unpublished() {
    return tiles.isPublished() ? 0 : Math.max(1, tiles.unpublished());
  }

  /// Writes tiles and checkpoint for all records so far.
  void publish() throws IOException {
    tiles.publish();
    if (journal.size() > JOURNAL_LIMIT) {
      tiles.sync();
      Journal next = Journal.create(journalPath, tiles.unfinished(), opener);
      journal.close();
      journal = next;
    }
  }

  /// Everything into tiles; no journal is left.
  void close() throws IOException {
    tiles.publish();
    tiles.tidy();
    tiles.sync();
    journal.close();
    Files.deleteIfExists(journalPath);
    DurableFiles.sync(DurableFiles.folder(journalPath));
  }
}
