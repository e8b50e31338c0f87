package io.watchword.platform.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Opens the tree of a log where the last process left it. After an orderly stop everything stands
/// in tiles; after a crash the journal has what the tiles lack. A tree that is not the one last
/// signed is refused, never signed again. Confined to the calling thread.
final class LogRecovery {

  // Small logs are checked whole at every start, large ones at their right edge: a start must not
  // take minutes.
  private static final long CHECKED_WHOLE = 4_096;

  private final Path directory;
  private final LogKey key;
  private final TileStore tiles;

  LogRecovery(Path directory, LogKey key) {
    this.directory = directory;
    this.key = key;
    this.tiles = new TileStore(directory);
  }

  /// The writer of the tree, all readable records in it.
  TileWriter recover() throws IOException {
    Optional<Journal.Content> journal = Journal.read(directory.resolve("journal"));
    Path checkpointFile = directory.resolve("checkpoint");
    if (!Files.exists(checkpointFile)) {
      return unsigned(journal);
    }
    Checkpoint checkpoint = SignedCheckpoints.read(checkpointFile, key.verifier());
    if (journal.isPresent() && journal.get().start() > checkpoint.size()) {
      throw new AuditLogRefusedException(
          "platform/audit-history-rewritten",
          "the checkpoint signs "
              + checkpoint.size()
              + " records, the journal begins at record "
              + journal.get().start());
    }
    return journal.isPresent() && journal.get().end() >= checkpoint.size()
        ? fromJournal(journal.get(), checkpoint)
        : fromTiles(checkpoint);
  }

  private TileWriter unsigned(Optional<Journal.Content> journal) {
    if (Files.exists(directory.resolve("tile"))
        && !(journal.isPresent() && journal.get().start() == 0)) {
      throw new AuditLogRefusedException(
          "platform/audit-checkpoint-missing",
          "`" + directory + "` holds records and no checkpoint");
    }
    TileWriter writer = new TileWriter(directory, key, new LogTree(), List.of(), -1);
    journal.ifPresent(content -> content.entries().forEach(writer::add));
    return writer;
  }

  private TileWriter fromJournal(Journal.Content journal, Checkpoint checkpoint) {
    TileWriter writer =
        new TileWriter(directory, key, tiles.tree(journal.start()), List.of(), checkpoint.size());
    LogTree signed = tiles.tree(journal.start());
    int signedEntries = (int) (checkpoint.size() - journal.start());
    for (byte[] entry : journal.entries().subList(0, signedEntries)) {
      signed.add(MerkleHash.leaf(entry), (_, _) -> {});
    }
    requireRoot(checkpoint, signed);
    journal.entries().forEach(writer::add);
    return writer;
  }

  private TileWriter fromTiles(Checkpoint checkpoint) {
    LogTree tree = tiles.tree(checkpoint.size());
    requireRoot(checkpoint, tree);
    if (checkpoint.size() <= CHECKED_WHOLE) {
      new AuditVerifier(directory).check(checkpoint, Optional.empty());
    }
    int width = (int) (checkpoint.size() % Tile.WIDTH);
    List<byte[]> entries = List.of();
    if (width > 0) {
      long index = checkpoint.size() / Tile.WIDTH;
      entries =
          tiles.entries(Tile.entries(index, width), tiles.hashes(Tile.hashes(0, index, width)));
    }
    return new TileWriter(directory, key, tree, entries, checkpoint.size());
  }

  private void requireRoot(Checkpoint checkpoint, LogTree tree) {
    if (!checkpoint.hasRoot(tree.root())) {
      throw new AuditLogRefusedException(
          "platform/audit-tree-mismatch",
          "`"
              + directory
              + "` is not the tree of "
              + checkpoint.size()
              + " records that its checkpoint signs");
    }
  }
}
