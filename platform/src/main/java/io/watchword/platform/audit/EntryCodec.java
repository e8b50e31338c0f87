package io.watchword.platform.audit;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Entry tiles: each entry behind its length in two bytes, big-endian. No state.
final class EntryCodec {

  static final int MAX_ENTRY = 65_535;

  private EntryCodec() {}

  static byte[] encode(List<byte[]> entries) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] entry : entries) {
      out.write(entry.length >>> 8);
      out.write(entry.length);
      out.writeBytes(entry);
    }
    return out.toByteArray();
  }

  /// The entries that can be read: fewer than expected if the bytes are cut, and never one that is
  /// not whole.
  static List<byte[]> decode(byte[] tile) {
    List<byte[]> entries = new ArrayList<>();
    int at = 0;
    while (at + 2 <= tile.length) {
      int end = at + 2 + (Byte.toUnsignedInt(tile[at]) << 8 | Byte.toUnsignedInt(tile[at + 1]));
      if (end > tile.length) {
        break;
      }
      entries.add(Arrays.copyOfRange(tile, at + 2, end));
      at = end;
    }
    return entries;
  }

  /// Whether the bytes are exactly these entries.
  static boolean isExactly(byte[] tile, List<byte[]> entries) {
    return tile.length == entries.stream().mapToInt(entry -> entry.length + 2).sum();
  }
}
