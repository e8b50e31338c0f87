package io.watchword.authz.schema;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A URL or a part of one, read as leniently as Go reads them. Immutable.
///
/// @param fragment as it was written
record Url(
    Optional<String> scheme,
    Optional<String> authority,
    String path,
    Optional<String> query,
    String fragment) {

  // RFC 3986, appendix B.
  private static final Pattern PARTS =
      Pattern.compile(
          "^(?:([^:/?#]+):)?(?://([^/?#]*))?([^?#]*)(?:\\?([^#]*))?(?:#(.*))?$", Pattern.DOTALL);
  private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*");
  private static final Pattern BAD_ESCAPE = Pattern.compile("%(?![0-9a-fA-F]{2})");
  private static final Pattern AUTHORITY =
      Pattern.compile(
          "(?:[^@\\s<>\"^`{}|\\\\]*@)?(?:\\[[^\\[\\]]*\\]|[^:\\[\\]\\s<>\"^`{}|\\\\%@]*)(?::[0-9]*)?");

  /// Nothing.
  static final Url EMPTY = new Url(Optional.empty(), Optional.empty(), "", Optional.empty(), "");

  /// Empty where the text is no URL.
  static Optional<Url> parse(String text) {
    if (text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      return Optional.empty();
    }
    Matcher parts = PARTS.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    Optional<String> scheme = Optional.ofNullable(parts.group(1));
    Optional<String> authority = Optional.ofNullable(parts.group(2));
    String path = parts.group(3);
    String fragment = parts.group(5) == null ? "" : parts.group(5);
    boolean wrong =
        scheme.filter(name -> !SCHEME.matcher(name).matches()).isPresent()
            || (scheme.isEmpty() && authority.isEmpty() && hasColonFirst(path))
            || authority.filter(name -> !AUTHORITY.matcher(name).matches()).isPresent()
            || BAD_ESCAPE.matcher(path).find()
            || BAD_ESCAPE.matcher(fragment).find();
    return wrong
        ? Optional.empty()
        : Optional.of(
            new Url(scheme, authority, path, Optional.ofNullable(parts.group(4)), fragment));
  }

  /// The first `%` that two hexadecimal digits do not follow, with what does.
  static Optional<String> badEscape(String text) {
    Matcher escape = BAD_ESCAPE.matcher(text);
    return escape.find()
        ? Optional.of(text.substring(escape.start(), Math.min(text.length(), escape.start() + 3)))
        : Optional.empty();
  }

  private static boolean hasColonFirst(String path) {
    int colon = path.indexOf(':');
    int slash = path.indexOf('/');
    return colon >= 0 && (slash < 0 || colon < slash);
  }

  /// `other` seen from here; this one's fragment does not count.
  Url resolve(Url other) {
    if (other.scheme.isPresent() || other.authority.isPresent()) {
      return new Url(
          other.scheme.or(() -> scheme),
          other.authority,
          withoutDots(other.path),
          other.query,
          other.fragment);
    }
    Optional<String> newQuery = other.path.isEmpty() && other.query.isEmpty() ? query : other.query;
    return new Url(scheme, authority, merged(other.path), newQuery, other.fragment);
  }

  private String merged(String other) {
    if (other.isEmpty()) {
      return withoutDots(path);
    }
    return withoutDots(
        other.startsWith("/") ? other : path.substring(0, path.lastIndexOf('/') + 1) + other);
  }

  private static String withoutDots(String path) {
    if (path.isEmpty()) {
      return path;
    }
    Deque<String> kept = new ArrayDeque<>();
    String[] parts = path.split("/", -1);
    for (int i = 0; i < parts.length; i++) {
      boolean last = i == parts.length - 1;
      switch (parts[i]) {
        case "." -> {
          if (last) {
            kept.addLast("");
          }
        }
        case ".." -> {
          kept.pollLast();
          if (last) {
            kept.addLast("");
          }
        }
        default -> kept.addLast(parts[i]);
      }
    }
    String joined = String.join("/", kept);
    return joined.startsWith("/") ? joined : "/" + joined;
  }

  /// Whether it says by itself where the document is.
  boolean isCanonical() {
    return scheme.filter(name -> name.equals("file")).isPresent()
        ? path.startsWith("/")
        : scheme.isPresent() && authority.filter(host -> !host.isEmpty()).isPresent();
  }

  /// The same without its fragment.
  Url document() {
    return new Url(scheme, authority, path, query, "");
  }

  /// The fragment, decoded.
  String pointer() {
    return URLDecoder.decode(fragment.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    scheme.ifPresent(name -> text.append(name).append(':'));
    authority.ifPresent(name -> text.append("//").append(name));
    text.append(path);
    query.ifPresent(q -> text.append('?').append(q));
    if (!fragment.isEmpty()) {
      text.append('#').append(fragment);
    }
    return text.toString();
  }
}
