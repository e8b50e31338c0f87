package io.watchword.identity.id;

/// The name of a trust domain, for example `example.org`. Immutable; any thread.
///
/// A name is no DNS name and no address: `1.2.3.4`, `td..x`, `-td` and `my_td` are all legal [1].
///
/// @param name lower-case letters, digits, `.`, `-` and `_`; 1 to 255 bytes
public record TrustDomain(String name) implements Comparable<TrustDomain> {
  // [1] SPIFFE-ID §2.1: the charset is the whole rule. Upper case is refused rather than folded,
  // here and everywhere
  //     else (go-spiffe does the same): two spellings of one name must not meet in a policy.

  private static final int MAX_LENGTH = 255;

  /// Checks the name.
  public TrustDomain {
    check(name, name, 0);
  }

  /// The trust domain that `text` means: a bare name, or the ID of the trust domain
  /// (`spiffe://example.org`).
  public static TrustDomain parse(String text) {
    if (text.indexOf(':') < 0) {
      return new TrustDomain(text);
    }
    SpiffeId id = SpiffeId.parse(text);
    if (!id.path().isEmpty()) {
      throw new InvalidSpiffeIdException(
          "ID-15",
          text.length() - id.path().length(),
          "trust domain "
              + Quoted.of(text)
              + " has a path (expected: `example.org` or `spiffe://example.org`)");
    }
    return id.trustDomain();
  }

  /// The SPIFFE ID of the trust domain itself, which its signing certificates carry.
  public SpiffeId id() {
    return new SpiffeId(this, "");
  }

  @Override
  public int compareTo(TrustDomain other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }

  static void check(String whole, String name, int offset) {
    if (name.isEmpty()) {
      throw new InvalidSpiffeIdException(
          "ID-02", offset, "trust domain of " + Quoted.of(whole) + " is empty");
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!isAllowed(c)) {
        throw refusal(whole, name, offset, i);
      }
    }
    if (name.length() > MAX_LENGTH) {
      throw new InvalidSpiffeIdException(
          "ID-11",
          offset + MAX_LENGTH,
          "trust domain is "
              + name.length()
              + " bytes long (expected: at most "
              + MAX_LENGTH
              + ")");
    }
  }

  private static boolean isAllowed(char c) {
    return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '.' || c == '-' || c == '_';
  }

  private static InvalidSpiffeIdException refusal(String whole, String name, int offset, int i) {
    char c = name.charAt(i);
    int at = offset + i;
    String where = " at position " + at + " of " + Quoted.of(whole);
    if (c == '%') {
      return new InvalidSpiffeIdException(
          "ID-09", at, "percent-encoding in the trust domain" + where);
    }
    if (name.indexOf('@') >= 0) {
      return new InvalidSpiffeIdException(
          "ID-05", offset + name.indexOf('@'), "user information before the trust domain" + where);
    }
    if (c == '[' || c == ']') {
      return new InvalidSpiffeIdException(
          "ID-12",
          at,
          "an IPv6 address cannot be a trust domain: character " + Quoted.of(c) + where);
    }
    if (c == ':') {
      return new InvalidSpiffeIdException("ID-06", at, "port after the trust domain" + where);
    }
    if (c >= 'A' && c <= 'Z') {
      return new InvalidSpiffeIdException(
          "ID-07", at, "upper-case character " + Quoted.of(c) + " in the trust domain" + where);
    }
    return new InvalidSpiffeIdException(
        "ID-08",
        at,
        "character "
            + Quoted.of(c)
            + " in the trust domain"
            + where
            + "; allowed are a-z 0-9 . - _");
  }
}
