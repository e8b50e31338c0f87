package io.watchword.authz.builtin.net;

import java.math.BigInteger;
import java.util.Optional;

/// An IP address as Go reads and writes it. An IPv4 address and the IPv6 address it is mapped to
/// are equal, as Go's comparisons have it.
///
/// @param bytes 16, IPv4 mapped
/// @param written4 whether it was written with dots alone
record Address(BigInteger bytes, boolean written4) {

  private static final BigInteger MAPPED = BigInteger.valueOf(0xFFFF).shiftLeft(32);
  private static final BigInteger LOW32 = BigInteger.valueOf(0xFFFFFFFFL);

  static Optional<Address> parse(String text) {
    if (text.indexOf(':') < 0) {
      return parse4(text).map(four -> new Address(MAPPED.or(BigInteger.valueOf(four)), true));
    }
    return parse6(text).map(six -> new Address(six, false));
  }

  private static Optional<Long> parse4(String text) {
    String[] fields = text.split("\\.", -1);
    if (fields.length != 4) {
      return Optional.empty();
    }
    long value = 0;
    for (String field : fields) {
      // No leading zeros: others read them as octal.
      if (!field.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(field) > 255) {
        return Optional.empty();
      }
      value = value << 8 | Integer.parseInt(field);
    }
    return Optional.of(value);
  }

  private static Optional<BigInteger> parse6(String text) {
    String rest = text;
    String tail = "";
    int colon = text.lastIndexOf(':');
    if (text.indexOf('.') >= 0) {
      Optional<Long> four = parse4(text.substring(colon + 1));
      if (four.isEmpty()) {
        return Optional.empty();
      }
      tail = Long.toHexString(four.get() >> 16) + ":" + Long.toHexString(four.get() & 0xFFFF);
      rest = text.substring(0, colon + 1) + tail;
    }
    int gap = rest.indexOf("::");
    if (gap < 0) {
      return groups(rest, 8, 8).map(BigInteger::new);
    }
    if (rest.indexOf("::", gap + 1) >= 0) {
      return Optional.empty();
    }
    String before = rest.substring(0, gap);
    String after = rest.substring(gap + 2);
    int wordsBefore = before.isEmpty() ? 0 : before.split(":", -1).length;
    int wordsAfter = after.isEmpty() ? 0 : after.split(":", -1).length;
    if (wordsBefore + wordsAfter > 7) {
      return Optional.empty();
    }
    return groups(before, wordsBefore, wordsBefore)
        .flatMap(
            high ->
                groups(after, wordsAfter, wordsAfter)
                    .map(
                        low ->
                            new BigInteger(high)
                                .shiftLeft(16 * (8 - wordsBefore))
                                .or(new BigInteger(low))));
  }

  // As the text of a decimal number.
  private static Optional<String> groups(String text, int least, int most) {
    if (text.isEmpty() && least == 0) {
      return Optional.of("0");
    }
    String[] words = text.split(":", -1);
    if (words.length < least || words.length > most) {
      return Optional.empty();
    }
    BigInteger value = BigInteger.ZERO;
    for (String word : words) {
      if (!word.matches("[0-9a-fA-F]{1,4}")) {
        return Optional.empty();
      }
      value = value.shiftLeft(16).or(new BigInteger(word, 16));
    }
    return Optional.of(value.toString());
  }

  boolean is4() {
    return bytes.shiftRight(32).equals(BigInteger.valueOf(0xFFFF));
  }

  /// The value among the addresses of its family.
  BigInteger value() {
    return is4() ? bytes.and(LOW32) : bytes;
  }

  int bits() {
    return is4() ? 32 : 128;
  }

  static Address of(BigInteger value, boolean four) {
    return new Address(four ? MAPPED.or(value) : value, four);
  }

  @Override
  public String toString() {
    if (is4()) {
      long four = value().longValue();
      return (four >> 24) + "." + (four >> 16 & 255) + "." + (four >> 8 & 255) + "." + (four & 255);
    }
    return text6();
  }

  // RFC 5952: the longest run of zeros, the first of equals, is left out.
  private String text6() {
    int[] words = new int[8];
    for (int i = 0; i < 8; i++) {
      words[i] = bytes.shiftRight(112 - 16 * i).intValue() & 0xFFFF;
    }
    int gapAt = -1;
    int gapLength = 1;
    for (int i = 0; i < 8; i++) {
      int end = i;
      while (end < 8 && words[end] == 0) {
        end++;
      }
      if (end - i > gapLength) {
        gapAt = i;
        gapLength = end - i;
      }
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == gapAt) {
        out.append("::");
        i += gapLength - 1;
      } else {
        boolean afterGap = gapAt >= 0 && i == gapAt + gapLength;
        out.append(i > 0 && !afterGap ? ":" : "").append(Integer.toHexString(words[i]));
      }
    }
    return out.toString();
  }
}
