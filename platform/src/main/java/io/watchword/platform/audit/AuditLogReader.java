package io.watchword.platform.audit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Reads the records of a log, each checked against the signed tree. Thread-safe: no state.
public final class AuditLogReader {

  private AuditLogReader() {}

  /// All records that the log's checkpoint signs, in order, read as the stream asks for them. The
  /// tree is checked before; throws [AuditLogRefusedException], also from within the stream, at the
  /// first record that is not the one signed.
  public static Stream<AuditEntry> read(Path directory) {
    return read(directory, Optional.empty());
  }

  /// The same with the log's public key from elsewhere.
  public static Stream<AuditEntry> read(Path directory, Optional<Path> vkey) {
    VerifierKey key = SignedCheckpoints.key(vkey.orElse(directory.resolve("vkey")));
    Checkpoint checkpoint = SignedCheckpoints.read(directory.resolve("checkpoint"), key);
    TileStore tiles = new TileStore(directory);
    checkTree(tiles, checkpoint);
    long last = (checkpoint.size() + Tile.WIDTH - 1) / Tile.WIDTH;
    return LongStream.range(0, last).boxed().flatMap(n -> tile(tiles, checkpoint, n).stream());
  }

  // The hashes of all records make the signed root: each record then needs to be checked against
  // its own hash only.
  private static void checkTree(TileStore tiles, Checkpoint checkpoint) {
    LogTree tree = new LogTree();
    for (long n = 0; n * Tile.WIDTH < checkpoint.size(); n++) {
      for (byte[] hash : tiles.hashes(hashTile(checkpoint, n))) {
        tree.add(hash, (_, _) -> {});
      }
    }
    if (!checkpoint.hasRoot(tree.root())) {
      throw new AuditLogRefusedException(
          "platform/audit-tree-mismatch",
          "the root of " + checkpoint.size() + " records is not the one that the checkpoint signs");
    }
  }

  private static List<AuditEntry> tile(TileStore tiles, Checkpoint checkpoint, long n) {
    Tile hashTile = hashTile(checkpoint, n);
    List<byte[]> raw = tiles.entries(Tile.entries(n, hashTile.width()), tiles.hashes(hashTile));
    List<AuditEntry> entries = new ArrayList<>(raw.size());
    for (int i = 0; i < raw.size(); i++) {
      RecordJson.Timed timed = RecordJson.read(raw.get(i));
      entries.add(new AuditEntry(n * Tile.WIDTH + i, timed.time(), timed.record(), raw.get(i)));
    }
    return entries;
  }

  private static Tile hashTile(Checkpoint checkpoint, long n) {
    return Tile.hashes(0, n, (int) Math.min(Tile.WIDTH, checkpoint.size() - n * Tile.WIDTH));
  }
}
