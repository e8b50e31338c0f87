package io.watchword.ca.attestation.http;

import java.util.regex.Pattern;

/// A pattern of host names: labels, of which `*` stands for any one. Not a regular expression,
/// whose dots and ends are easily forgotten. Immutable.
record DnsPattern(String text) {
  private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
  private static final Pattern NAME = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
  private static final Pattern FORM =
      Pattern.compile("(\\*|" + LABEL + ")(\\.(\\*|" + LABEL + "))*");

  DnsPattern {
    if (text.length() > 253 || !FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "`" + text + "` (expected: lower-case labels, `*` for any one: `*.nodes.example.org`)");
    }
  }

  /// Whether `text` is a host name at all, and no address.
  static boolean isName(String text) {
    // No top-level domain is a number: what ends in one is an address, of whatever spelling.
    return text.length() <= 253
        && NAME.matcher(text).matches()
        && !text.matches("(.*\\.)?(0x[0-9a-f]*|[0-9]+)");
  }

  boolean matches(String name) {
    String[] wanted = text.split("\\.");
    String[] given = name.split("\\.");
    if (wanted.length != given.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (!wanted[i].equals("*") && !wanted[i].equals(given[i])) {
        return false;
      }
    }
    return true;
  }
}
