package io.watchword.platform.audit;

import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// Proof that one record is in a log, to be checked offline with the log's public key and without
/// the log: C2SP tlog-proof. Thread-safe: a value.
///
/// @param index of the record, from 0
/// @param record the bytes that the tree has the hash of
/// @param text the `.tlog-proof` document
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RecordProof(long index, byte[] record, String text) {

  private static final String HEADER = "c2sp.org/tlog-proof@v1";

  /// Proves record `index` of the log in `directory` against its newest checkpoint.
  ///
  /// @throws InvalidInputException `platform/audit-no-record` if the log has no such record
  /// @throws AuditLogRefusedException if the log is not what its checkpoint signs
  public static RecordProof of(Path directory, long index) {
    String note = note(directory);
    Checkpoint checkpoint = checkpoint(directory, note);
    if (index < 0 || index >= checkpoint.size()) {
      throw new InvalidInputException(
          Diagnostic.error(
                  "platform/audit-no-record",
                  "there is no record " + index + " (expected: < " + checkpoint.size() + ")")
              .withHelp("the checkpoint over a new record is signed within a second"));
    }
    TileStore tiles = new TileStore(directory);
    List<byte[]> leaves = leaves(tiles, checkpoint);
    byte[] record = record(tiles, checkpoint, index);
    StringBuilder text = new StringBuilder(HEADER + "\nindex " + index + "\n");
    for (byte[] hash : path(Math.toIntExact(index), leaves)) {
      text.append(Base64.getEncoder().encodeToString(hash)).append('\n');
    }
    return new RecordProof(index, record, text.append('\n').append(note).toString());
  }

  private static String note(Path directory) {
    try {
      return Files.readString(directory.resolve("checkpoint"));
    } catch (IOException e) {
      throw new AuditLogRefusedException(
          "platform/audit-unreadable",
          "`" + directory.resolve("checkpoint") + "` can not be read",
          e);
    }
  }

  /// The same text, its signature checked: the file may have changed since it was read.
  private static Checkpoint checkpoint(Path directory, String note) {
    VerifierKey key = SignedCheckpoints.key(directory.resolve("vkey"));
    return Checkpoint.parse(key.open(note.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  private static List<byte[]> leaves(TileStore tiles, Checkpoint checkpoint) {
    List<byte[]> leaves = new ArrayList<>();
    for (long n = 0; n * Tile.WIDTH < checkpoint.size(); n++) {
      leaves.addAll(tiles.hashes(tile(checkpoint, n)));
    }
    if (!checkpoint.hasRoot(MerkleHash.root(leaves))) {
      throw new AuditLogRefusedException(
          "platform/audit-tree-mismatch",
          "the root of " + checkpoint.size() + " records is not the one that the checkpoint signs");
    }
    return leaves;
  }

  private static byte[] record(TileStore tiles, Checkpoint checkpoint, long index) {
    Tile hashes = tile(checkpoint, index / Tile.WIDTH);
    return tiles
        .entries(Tile.entries(hashes.index(), hashes.width()), tiles.hashes(hashes))
        .get((int) (index % Tile.WIDTH));
  }

  private static Tile tile(Checkpoint checkpoint, long n) {
    return Tile.hashes(0, n, (int) Math.min(Tile.WIDTH, checkpoint.size() - n * Tile.WIDTH));
  }

  // RFC 6962 §2.1.1: siblings on the way from the leaf to the root.
  private static List<byte[]> path(int index, List<byte[]> leaves) {
    if (leaves.size() <= 1) {
      return new ArrayList<>();
    }
    int left = Integer.highestOneBit(leaves.size() - 1);
    List<byte[]> first = leaves.subList(0, left);
    List<byte[]> second = leaves.subList(left, leaves.size());
    List<byte[]> path = index < left ? path(index, first) : path(index - left, second);
    path.add(MerkleHash.root(index < left ? second : first));
    return path;
  }
}
