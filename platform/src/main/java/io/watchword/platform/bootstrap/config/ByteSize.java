package io.watchword.platform.bootstrap.config;

import java.util.List;

/// A number of bytes, written with its unit: `512B`, `16KiB`, `16MiB`, `1GiB`.
public record ByteSize(long bytes) implements Comparable<ByteSize> {

  private record Unit(String suffix, long bytes) {}

  private static final List<Unit> UNITS =
      List.of(
          new Unit("GiB", 1L << 30),
          new Unit("MiB", 1L << 20),
          new Unit("KiB", 1L << 10),
          new Unit("B", 1));

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("size `" + bytes + "` (expected: >= 0B)");
    }
  }

  /// Reads digits and a unit.
  public static ByteSize parse(String text) {
    for (Unit unit : UNITS) {
      if (text.endsWith(unit.suffix())) {
        return new ByteSize(product(text, unit));
      }
    }
    throw invalid(text);
  }

  /// As an `int`, at most [Integer#MAX_VALUE].
  public int toIntExact() {
    return Math.toIntExact(bytes);
  }

  @Override
  public int compareTo(ByteSize other) {
    return Long.compare(bytes, other.bytes);
  }

  @Override
  public String toString() {
    for (Unit unit : UNITS) {
      if (bytes != 0 && bytes % unit.bytes() == 0) {
        return bytes / unit.bytes() + unit.suffix();
      }
    }
    return bytes + "B";
  }

  private static long product(String text, Unit unit) {
    String digits = text.substring(0, text.length() - unit.suffix().length());
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw invalid(text);
    }
    try {
      return Math.multiplyExact(Long.parseLong(digits), unit.bytes());
    } catch (ArithmeticException | NumberFormatException e) {
      throw invalid(text);
    }
  }

  private static IllegalArgumentException invalid(String text) {
    return new IllegalArgumentException(
        "`"
            + text
            + "` is no size (expected: a number with a unit B, KiB, MiB or GiB, such as `16MiB`)");
  }
}
