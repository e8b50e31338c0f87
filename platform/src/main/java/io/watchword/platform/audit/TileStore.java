package io.watchword.platform.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Reads the tiles of a log. Thread-safe: no state but the path.
record TileStore(Path directory) {

  /// The bytes of a tile; of the full one where it has replaced a partial one.
  byte[] read(Tile tile) {
    try {
      return Files.readAllBytes(tile.in(directory));
    } catch (NoSuchFileException e) {
      if (tile.isFull()) {
        throw missing(tile);
      }
    } catch (IOException e) {
      throw unreadable(tile, e);
    }
    try {
      return Files.readAllBytes(tile.full().in(directory));
    } catch (NoSuchFileException e) {
      throw missing(tile);
    } catch (IOException e) {
      throw unreadable(tile, e);
    }
  }

  /// The hashes of a tile, as many as its width says.
  List<byte[]> hashes(Tile tile) {
    byte[] bytes = read(tile);
    int width = tile.width();
    // Exact, or the full tile that has replaced it: bytes that nobody hashes must not hide in a
    // log.
    if (bytes.length != width * MerkleHash.LENGTH
        && bytes.length != Tile.WIDTH * MerkleHash.LENGTH) {
      throw new AuditLogRefusedException(
          "platform/audit-tile-invalid",
          "`" + tile + "` has " + bytes.length + " bytes (expected: " + width * 32 + ")",
          firstRecord(tile));
    }
    List<byte[]> hashes = new ArrayList<>(width);
    for (int at = 0; at < width * MerkleHash.LENGTH; at += MerkleHash.LENGTH) {
      hashes.add(Arrays.copyOfRange(bytes, at, at + MerkleHash.LENGTH));
    }
    return hashes;
  }

  /// The entries of a tile, as many as its width says, each with the hash that `hashes` has for it.
  List<byte[]> entries(Tile tile, List<byte[]> hashes) {
    byte[] bytes = read(tile);
    List<byte[]> entries = EntryCodec.decode(bytes);
    long first = tile.index() * Tile.WIDTH;
    for (int i = 0; i < tile.width(); i++) {
      if (i >= entries.size()) {
        throw new AuditLogRefusedException(
            "platform/audit-record-altered",
            "record " + (first + i) + " is cut off in `" + tile + "`",
            first + i);
      }
      if (!Arrays.equals(MerkleHash.leaf(entries.get(i)), hashes.get(i))) {
        throw new AuditLogRefusedException(
            "platform/audit-record-altered",
            "record " + (first + i) + " does not have the hash that the tree has for it",
            first + i);
      }
    }
    boolean allowedWidth = entries.size() == tile.width() || entries.size() == Tile.WIDTH;
    if (!allowedWidth || !EntryCodec.isExactly(bytes, entries)) {
      throw new AuditLogRefusedException(
          "platform/audit-tile-invalid",
          "`" + tile + "` holds more than its records",
          first + tile.width() - 1);
    }
    return List.copyOf(entries.subList(0, tile.width()));
  }

  /// The right edge of the tree at `size`.
  LogTree tree(long size) {
    List<List<byte[]>> edge = new ArrayList<>();
    int level = 0;
    for (long hashes = size; hashes > 0; hashes /= Tile.WIDTH) {
      int width = (int) (hashes % Tile.WIDTH);
      edge.add(width == 0 ? List.of() : hashes(Tile.hashes(level, hashes / Tile.WIDTH, width)));
      level++;
    }
    return LogTree.at(size, edge);
  }

  /// The first record under a tile of hashes.
  static long firstRecord(Tile tile) {
    int level = tile.level().equals(Tile.ENTRIES) ? 0 : Integer.parseInt(tile.level());
    return tile.index() << (8 * (level + 1));
  }

  private static AuditLogRefusedException missing(Tile tile) {
    return new AuditLogRefusedException(
        "platform/audit-tile-missing",
        "`" + tile + "` is missing, which holds records from " + firstRecord(tile) + " on",
        firstRecord(tile));
  }

  private static AuditLogRefusedException unreadable(Tile tile, IOException e) {
    return new AuditLogRefusedException(
        "platform/audit-unreadable", "`" + tile + "` can not be read", e);
  }
}
