package io.watchword.platform.audit;

import java.nio.file.Path;

/// The name of a tile. C2SP tlog-tiles: `tile/<L>/<N>[.p/<W>]` and `tile/entries/<N>[.p/<W>]`.
///
/// @param level `0`, `1`, ... or `entries`
/// @param index from 0
/// @param width hashes or entries in it, 1 to 256
record Tile(String level, long index, int width) {

  static final int WIDTH = 256;
  static final String ENTRIES = "entries";

  static Tile hashes(int level, long index, int width) {
    return new Tile(Integer.toString(level), index, width);
  }

  static Tile entries(long index, int width) {
    return new Tile(ENTRIES, index, width);
  }

  boolean isFull() {
    return width == WIDTH;
  }

  /// The full tile that replaces this one.
  Tile full() {
    return new Tile(level, index, WIDTH);
  }

  Path in(Path directory) {
    Path path = directory.resolve("tile").resolve(level).resolve(number());
    return isFull() ? path : path.resolveSibling(path.getFileName() + ".p").resolve("" + width);
  }

  // Groups of three digits, all but the last with an `x`: 1234067 is `x001/x234/067`.
  private String number() {
    StringBuilder name = new StringBuilder(String.format("%03d", index % 1000));
    for (long rest = index / 1000; rest > 0; rest /= 1000) {
      name.insert(0, String.format("x%03d/", rest % 1000));
    }
    return name.toString();
  }

  @Override
  public String toString() {
    return in(Path.of("")).toString();
  }
}
