package io.watchword.platform.audit;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Checks a whole log without trusting whoever wrote it: signature, every record, every tile, and
/// that the history is that of an older checkpoint. Confined to the calling thread.
public final class AuditVerifier {

  private final TileStore tiles;

  AuditVerifier(Path directory) {
    this.tiles = new TileStore(directory);
  }

  /// Checks the log in `directory`.
  ///
  /// @param vkey file with the log's public key; by default the one beside the log, which proves
  ///   nothing about who wrote it
  /// @param oldCheckpoint file with a checkpoint kept from earlier
  public static AuditVerdict verify(
      Path directory, Optional<Path> vkey, Optional<Path> oldCheckpoint) {
    Optional<Checkpoint> seen = Optional.empty();
    try {
      VerifierKey key = SignedCheckpoints.key(vkey.orElse(directory.resolve("vkey")));
      Checkpoint checkpoint = SignedCheckpoints.read(directory.resolve("checkpoint"), key);
      seen = Optional.of(checkpoint);
      Optional<Checkpoint> old = oldCheckpoint.map(file -> SignedCheckpoints.read(file, key));
      new AuditVerifier(directory).check(checkpoint, old);
      return verdict(seen, Optional.empty(), OptionalLong.empty());
    } catch (AuditLogRefusedException e) {
      return verdict(seen, Optional.ofNullable(e.getMessage()), e.recordIndex());
    }
  }

  /// Throws at the first thing that is wrong.
  void check(Checkpoint checkpoint, Optional<Checkpoint> old) {
    LogTree tree = new LogTree();
    if (old.isPresent() && old.get().size() > checkpoint.size()) {
      throw new AuditLogRefusedException(
          "platform/audit-history-rewritten",
          "the log has "
              + checkpoint.size()
              + " records, an older checkpoint has "
              + old.get().size(),
          checkpoint.size());
    }
    checkOld(tree, old);
    for (long first = 0; first < checkpoint.size(); first += Tile.WIDTH) {
      int width = (int) Math.min(Tile.WIDTH, checkpoint.size() - first);
      List<byte[]> hashes = tiles.hashes(Tile.hashes(0, first / Tile.WIDTH, width));
      // Called for what it throws: each entry must have its hash.
      List<byte[]> entries = tiles.entries(Tile.entries(first / Tile.WIDTH, width), hashes);
      for (int i = 0; i < entries.size(); i++) {
        tree.add(hashes.get(i), this::checkTile);
        checkOld(tree, old);
      }
    }
    tree.partials(this::checkTile);
    if (!checkpoint.hasRoot(tree.root())) {
      throw new AuditLogRefusedException(
          "platform/audit-tree-mismatch",
          "the root of " + checkpoint.size() + " records is not the one that the checkpoint signs");
    }
  }

  private static void checkOld(LogTree tree, Optional<Checkpoint> old) {
    if (old.isPresent() && old.get().size() == tree.size() && !old.get().hasRoot(tree.root())) {
      throw new AuditLogRefusedException(
          "platform/audit-history-rewritten",
          "the first " + tree.size() + " records are not those of the older checkpoint");
    }
  }

  private void checkTile(Tile tile, byte[] expected) {
    if (tile.level().equals("0")) {
      return;
    }
    List<byte[]> stored = tiles.hashes(tile);
    for (int i = 0; i < stored.size(); i++) {
      byte[] hash =
          Arrays.copyOfRange(expected, i * MerkleHash.LENGTH, (i + 1) * MerkleHash.LENGTH);
      if (!Arrays.equals(stored.get(i), hash)) {
        long records = 1L << (8 * Integer.parseInt(tile.level()));
        long first = TileStore.firstRecord(tile) + i * records;
        throw new AuditLogRefusedException(
            "platform/audit-tile-invalid",
            "`"
                + tile
                + "` does not have the hash of records "
                + first
                + " to "
                + (first + records - 1),
            first);
      }
    }
  }

  private static AuditVerdict verdict(
      Optional<Checkpoint> checkpoint, Optional<String> problem, OptionalLong recordIndex) {
    return new AuditVerdict(
        problem.isEmpty(),
        checkpoint.map(Checkpoint::origin).orElse(""),
        checkpoint.map(Checkpoint::size).orElse(0L),
        checkpoint.map(Checkpoint::rootText).orElse(""),
        problem,
        recordIndex);
  }
}
