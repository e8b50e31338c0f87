package io.watchword.authz.builtin.encoding;

/// The order of keys in YAML that OPA writes: letters after the rest, numbers inside by their size.
/// Stateless.
final class YamlKeys {

  private YamlKeys() {}

  static int compare(String left, String right) {
    int[] a = left.codePoints().toArray();
    int[] b = right.codePoints().toArray();
    for (int i = 0; i < a.length && i < b.length; i++) {
      if (a[i] != b[i]) {
        return compareAt(a, b, i);
      }
    }
    return Integer.compare(a.length, b.length);
  }

  private static int compareAt(int[] a, int[] b, int at) {
    boolean letterA = Character.isLetter(a[at]);
    boolean letterB = Character.isLetter(b[at]);
    if (letterA && letterB) {
      return Integer.compare(a[at], b[at]);
    }
    if (letterA || letterB) {
      return letterB ? -1 : 1;
    }
    // After other digits a zero counts as one; at the start it does not.
    boolean inside = (a[at] == '0' || b[at] == '0') && afterNumber(a, at);
    int endA = digitsEnd(a, at);
    int endB = digitsEnd(b, at);
    long numberA = number(a, at, endA, inside);
    long numberB = number(b, at, endB, inside);
    if (numberA != numberB) {
      return Long.compare(numberA, numberB);
    }
    return endA != endB ? Integer.compare(endA, endB) : Integer.compare(a[at], b[at]);
  }

  private static boolean afterNumber(int[] runes, int at) {
    for (int i = at - 1; i >= 0 && Character.isDigit(runes[i]); i--) {
      if (runes[i] != '0') {
        return true;
      }
    }
    return false;
  }

  private static int digitsEnd(int[] runes, int from) {
    int end = from;
    while (end < runes.length && Character.isDigit(runes[end])) {
      end++;
    }
    return end;
  }

  private static long number(int[] runes, int from, int to, boolean inside) {
    long number = inside ? 1 : 0;
    for (int i = from; i < to; i++) {
      number = number * 10 + (runes[i] - '0');
    }
    return number;
  }
}
