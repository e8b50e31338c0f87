package io.watchword.platform.audit;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/// The right edge of a Merkle tree: for each tile level the hashes of its last, unfinished tile.
/// That is all it takes to add leaves and to compute the root. Confined to one thread.
final class LogTree {

  private final List<List<byte[]>> unfinished = new ArrayList<>();
  private long size;

  /// A tree of `size` leaves whose unfinished tiles are these, from level 0 up.
  static LogTree at(long size, List<List<byte[]>> unfinished) {
    LogTree tree = new LogTree();
    tree.size = size;
    unfinished.forEach(level -> tree.unfinished.add(new ArrayList<>(level)));
    return tree;
  }

  long size() {
    return size;
  }

  /// Adds a leaf; hands each tile that is complete now to `completed`, lower levels first.
  void add(byte[] leafHash, BiConsumer<Tile, byte[]> completed) {
    add(0, leafHash, completed);
    size++;
  }

  byte[] root() {
    List<byte[]> edge = List.of();
    for (List<byte[]> level : unfinished) {
      List<byte[]> subtrees = new ArrayList<>(level);
      subtrees.addAll(edge);
      edge = subtrees.isEmpty() ? List.of() : List.of(MerkleHash.root(subtrees));
    }
    return MerkleHash.root(edge);
  }

  /// Hands each unfinished tile that is not empty to `partial`.
  void partials(BiConsumer<Tile, byte[]> partial) {
    for (int level = 0; level < unfinished.size(); level++) {
      List<byte[]> hashes = unfinished.get(level);
      if (!hashes.isEmpty()) {
        partial.accept(Tile.hashes(level, index(level), hashes.size()), bytes(hashes));
      }
    }
  }

  private void add(int level, byte[] hash, BiConsumer<Tile, byte[]> completed) {
    while (unfinished.size() <= level) {
      unfinished.add(new ArrayList<>());
    }
    List<byte[]> hashes = unfinished.get(level);
    hashes.add(hash);
    if (hashes.size() < Tile.WIDTH) {
      return;
    }
    // `size` does not count this leaf yet: the index is that of the tile just filled.
    completed.accept(Tile.hashes(level, index(level), Tile.WIDTH), bytes(hashes));
    byte[] root = MerkleHash.root(hashes);
    hashes.clear();
    add(level + 1, root, completed);
  }

  private long index(int level) {
    return size >>> (8 * (level + 1));
  }

  private static byte[] bytes(List<byte[]> hashes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(hashes.size() * MerkleHash.LENGTH);
    hashes.forEach(out::writeBytes);
    return out.toByteArray();
  }
}
