package io.watchword.tests.conformance.spiffe.produced;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a SPIFFE ID looks like where it is written. SPIFFE-ID §2.
public final class Ids {

  private static final Pattern ID =
      Pattern.compile(
          "spiffe://(?<domain>[a-z0-9._-]{1,255})(?<path>(/(?!\\.{1,2}(/|$))[A-Za-z0-9._-]+)*)");
  private static final int LONGEST = 2048;

  private Ids() {}

  /// Whether `text` is an ID, written as it must be.
  public static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /// The trust domain of an ID; empty for what is none.
  public static String trustDomain(String text) {
    Matcher matcher = ID.matcher(text);
    return matcher.matches() ? matcher.group("domain") : "";
  }

  /// The path of an ID; empty for the trust domain's own.
  public static String path(String text) {
    Matcher matcher = ID.matcher(text);
    return matcher.matches() ? matcher.group("path") : "";
  }

  static boolean isTooLong(String text) {
    return text.length() > LONGEST;
  }
}
