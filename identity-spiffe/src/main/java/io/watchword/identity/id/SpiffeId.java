package io.watchword.identity.id;

import java.util.List;

/// A SPIFFE ID: a trust domain and a path. Immutable; any thread.
///
/// The scheme is read in any case and always written in lower case [1]; the trust domain must be
/// lower case; the path is compared as it is. What these records hold is valid: nobody checks
/// again.
///
/// @param trustDomain whose name it is
/// @param path empty for the trust domain itself, otherwise `/segment/segment`
public record SpiffeId(TrustDomain trustDomain, String path) implements Comparable<SpiffeId> {
  // [1] SPIFFE-ID §2.4: scheme and trust domain compare case-insensitively, §2.1: the trust domain
  // is lower case. A scheme in
  //     upper case can mean only one thing, so it is accepted; an upper-case trust domain is
  // refused (see TrustDomain).

  private static final String PREFIX = "spiffe://";
  private static final int MAX_LENGTH = 2048;

  /// Checks the path, and the length of the whole.
  public SpiffeId {
    String whole = PREFIX + trustDomain.name() + path;
    checkLength(whole);
    checkPath(whole, path, PREFIX.length() + trustDomain.name().length());
  }

  /// The ID that `text` spells.
  ///
  /// @throws InvalidSpiffeIdException naming the rule that is broken and where
  public static SpiffeId parse(String text) {
    checkScheme(text);
    checkLength(text);
    refuse(text, '?', "ID-03", "query");
    refuse(text, '#', "ID-04", "fragment");
    int slash = text.indexOf('/', PREFIX.length());
    String name = text.substring(PREFIX.length(), slash < 0 ? text.length() : slash);
    TrustDomain.check(text, name, PREFIX.length());
    String path = slash < 0 ? "" : text.substring(slash);
    checkPath(text, path, slash);
    return new SpiffeId(new TrustDomain(name), path);
  }

  /// The ID of `segments` in `trustDomain`; without segments the trust domain's own.
  public static SpiffeId of(TrustDomain trustDomain, String... segments) {
    return new SpiffeId(trustDomain, segments.length == 0 ? "" : "/" + String.join("/", segments));
  }

  /// The parts of the path, without slashes.
  public List<String> segments() {
    return path.isEmpty() ? List.of() : List.of(path.substring(1).split("/", -1));
  }

  /// Whether this is the ID of the trust domain itself, which workloads cannot have.
  public boolean isTrustDomainId() {
    return path.isEmpty();
  }

  /// Whether it is a name within `domain`.
  public boolean isMemberOf(TrustDomain domain) {
    return trustDomain.equals(domain);
  }

  @Override
  public int compareTo(SpiffeId other) {
    int byDomain = trustDomain.compareTo(other.trustDomain);
    return byDomain != 0 ? byDomain : path.compareTo(other.path);
  }

  @Override
  public String toString() {
    return PREFIX + trustDomain.name() + path;
  }

  private static void checkScheme(String text) {
    if (!text.regionMatches(true, 0, PREFIX, 0, PREFIX.length())) {
      throw new InvalidSpiffeIdException(
          "ID-01", 0, Quoted.of(text) + " does not begin with `spiffe://`");
    }
    // regionMatches folds characters outside ASCII too (U+017F is an `s` to it).
    for (int i = 0; i < PREFIX.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        throw new InvalidSpiffeIdException(
            "ID-01", i, Quoted.of(text) + " does not begin with `spiffe://`");
      }
    }
  }

  private static void checkLength(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new InvalidSpiffeIdException(
          "ID-19",
          MAX_LENGTH,
          "SPIFFE ID is " + text.length() + " bytes long (expected: at most " + MAX_LENGTH + ")");
    }
  }

  private static void refuse(String text, char mark, String rule, String what) {
    int at = text.indexOf(mark);
    if (at >= 0) {
      throw new InvalidSpiffeIdException(
          rule, at, what + " at position " + at + " of " + Quoted.of(text));
    }
  }

  private static void checkPath(String whole, String path, int offset) {
    if (path.isEmpty()) {
      return;
    }
    if (path.charAt(0) != '/') {
      throw new InvalidSpiffeIdException(
          "ID-16", offset, "path " + Quoted.of(path) + " does not begin with `/`");
    }
    for (int i = 1; i < path.length(); i++) {
      checkCharacter(whole, path.charAt(i), offset + i);
    }
    if (path.endsWith("/")) {
      throw new InvalidSpiffeIdException(
          "ID-15",
          offset + path.length() - 1,
          "path ends with `/` at position "
              + (offset + path.length() - 1)
              + " of "
              + Quoted.of(whole));
    }
    int start = 1;
    for (String segment : path.substring(1).split("/", -1)) {
      if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        throw new InvalidSpiffeIdException(
            "ID-14",
            offset + start,
            (segment.isEmpty() ? "empty segment" : "segment `" + segment + "`")
                + " at position "
                + (offset + start)
                + " of "
                + Quoted.of(whole));
      }
      start += segment.length() + 1;
    }
  }

  private static void checkCharacter(String whole, char c, int at) {
    if (c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '.'
        || c == '-'
        || c == '_'
        || c == '/') {
      return;
    }
    if (c == '%') {
      throw new InvalidSpiffeIdException(
          "ID-13",
          at,
          "percent-encoding in the path at position " + at + " of " + Quoted.of(whole));
    }
    throw new InvalidSpiffeIdException(
        "ID-16",
        at,
        "character "
            + Quoted.of(c)
            + " in the path at position "
            + at
            + " of "
            + Quoted.of(whole)
            + "; allowed are a-z A-Z 0-9 . - _");
  }
}
