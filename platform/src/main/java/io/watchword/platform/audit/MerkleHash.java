package io.watchword.platform.audit;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/// RFC 6962 §2.1 hashing with SHA-256. Thread-safe: a digest per call.
final class MerkleHash {

  static final int LENGTH = 32;

  private static final byte LEAF = 0x00;
  private static final byte NODE = 0x01;

  private MerkleHash() {}

  static byte[] leaf(byte[] entry) {
    MessageDigest digest = sha256();
    digest.update(LEAF);
    return digest.digest(entry);
  }

  static byte[] node(byte[] left, byte[] right) {
    MessageDigest digest = sha256();
    digest.update(NODE);
    digest.update(left);
    return digest.digest(right);
  }

  /// Root of the tree over complete subtrees of one size, of which the last may be smaller. Splits
  /// where RFC 6962 splits the leaves, as the size of the subtrees is a power of two.
  static byte[] root(List<byte[]> subtrees) {
    if (subtrees.isEmpty()) {
      return sha256().digest();
    }
    if (subtrees.size() == 1) {
      return subtrees.getFirst();
    }
    int left = Integer.highestOneBit(subtrees.size() - 1);
    return node(root(subtrees.subList(0, left)), root(subtrees.subList(left, subtrees.size())));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every JDK", e);
    }
  }
}
