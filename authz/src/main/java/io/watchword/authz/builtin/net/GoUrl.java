package io.watchword.authz.builtin.net;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.golang.GoQuote;
import io.watchword.authz.builtin.golang.GoString;
import java.util.Locale;

/// A URL in the parts that Go takes it to. All parts are bytes, one char each.
record GoUrl(
    String scheme, String host, String path, String rawPath, String query, String fragment) {

  private static final String IN_HOST = "!\"$&'()*+,-.:;<=>[]_~";
  private static final String IN_PATH = "$&+,-./:;=@_~";
  private static final String IN_USER = "-._:~!$&'()*+,;=%@";

  /// What is wrong, without the URL.
  private static final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Problem(String message) {
      super(message, null, false, false);
    }
  }

  static GoUrl parse(String text) {
    String all = GoString.latin(text);
    int hash = all.indexOf('#');
    String before = hash < 0 ? all : all.substring(0, hash);
    GoUrl url;
    try {
      url = parts(before);
    } catch (Problem problem) {
      throw failed(before, problem);
    }
    if (hash < 0) {
      return url;
    }
    try {
      String fragment = unescaped(all.substring(hash + 1));
      return new GoUrl(url.scheme, url.host, url.path, url.rawPath, url.query, fragment);
    } catch (Problem problem) {
      throw failed(all, problem);
    }
  }

  private static BuiltinFailedException failed(String url, Problem problem) {
    return new BuiltinFailedException(
        "parse " + GoQuote.quote(GoString.ofLatin(url)) + ": " + problem.getMessage());
  }

  private static GoUrl parts(String url) {
    if (url.chars().anyMatch(c -> c < ' ' || c == 0x7F)) {
      throw new Problem("net/url: invalid control character in URL");
    }
    if (url.equals("*")) {
      return new GoUrl("", "", "*", "*", "", "");
    }
    int colon = schemeEnd(url);
    String scheme = colon < 0 ? "" : url.substring(0, colon).toLowerCase(Locale.ROOT);
    String rest = colon < 0 ? url : url.substring(colon + 1);
    int mark = rest.indexOf('?');
    String query = mark < 0 ? "" : rest.substring(mark + 1);
    rest = mark < 0 ? rest : rest.substring(0, mark);
    if (!rest.startsWith("/")) {
      if (!scheme.isEmpty()) {
        return new GoUrl(scheme, "", "", "", query, "");
      }
      int slash = rest.indexOf('/');
      if ((slash < 0 ? rest : rest.substring(0, slash)).indexOf(':') >= 0) {
        throw new Problem("first path segment in URL cannot contain colon");
      }
    }
    String host = "";
    if (rest.startsWith("//") && (!scheme.isEmpty() || !rest.startsWith("///"))) {
      int slash = rest.indexOf('/', 2);
      host = authority(scheme, slash < 0 ? rest.substring(2) : rest.substring(2, slash));
      rest = slash < 0 ? "" : rest.substring(slash);
    }
    String path = unescaped(rest);
    return new GoUrl(scheme, host, path, rest.equals(escaped(path)) ? path : rest, query, "");
  }

  private static int schemeEnd(String url) {
    for (int i = 0; i < url.length(); i++) {
      char c = url.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (c == ':') {
        if (i == 0) {
          throw new Problem("missing protocol scheme");
        }
        return i;
      }
      boolean later = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
      if (!letter && (!later || i == 0)) {
        return -1;
      }
    }
    return -1;
  }

  private static String authority(String scheme, String authority) {
    int at = authority.lastIndexOf('@');
    String host = host(scheme, authority.substring(at + 1));
    if (at >= 0) {
      String user = authority.substring(0, at);
      if (!user.chars().allMatch(c -> letterOrDigit(c) || IN_USER.indexOf(c) >= 0)) {
        throw new Problem("net/url: invalid userinfo");
      }
      for (String part : user.split(":", 2)) {
        unescaped(part);
      }
    }
    return host;
  }

  private static String host(String scheme, String host) {
    int open = host.lastIndexOf('[');
    if (open > 0) {
      throw new Problem("invalid IP-literal");
    }
    if (open == 0) {
      return literal(host);
    }
    int colon = host.indexOf(':');
    if (colon >= 0) {
      boolean strict = scheme.equals("http") || scheme.equals("https");
      checkPort(host.substring(strict ? colon : host.lastIndexOf(':')));
    }
    return unescapedHost(host, false);
  }

  private static String literal(String host) {
    int close = host.lastIndexOf(']');
    if (close < 0) {
      throw new Problem("missing ']' in host");
    }
    String port = host.substring(close + 1);
    checkPort(port);
    String inside = host.substring(1, close);
    int zone = inside.indexOf("%25");
    String address = unescapedHost(zone < 0 ? inside : inside.substring(0, zone), false);
    String name = zone < 0 ? "" : unescapedHost(inside.substring(zone), true);
    if (Address.parse(address).isEmpty() || name.equals("%")) {
      throw new Problem(
          "invalid host: ParseAddr("
              + GoQuote.quote(GoString.ofLatin(address + name))
              + "): unable to parse IP");
    }
    if (address.indexOf(':') < 0) {
      throw new Problem("invalid IP-literal");
    }
    return "[" + address + name + "]" + port;
  }

  private static void checkPort(String port) {
    if (!isPort(port)) {
      throw new Problem("invalid port " + GoQuote.quote(GoString.ofLatin(port)) + " after host");
    }
  }

  private static boolean isPort(String port) {
    return port.isEmpty() || port.matches(":[0-9]*");
  }

  private static boolean letterOrDigit(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  // In a host only bytes beyond ASCII may be escaped; in a zone what could stand there as well.
  private static String unescapedHost(String text, boolean zone) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        int value = escape(text, i);
        boolean percent = text.startsWith("%25", i);
        boolean wrong =
            zone
                ? value != ' ' && !letterOrDigit(value) && IN_HOST.indexOf(value) < 0
                : value < 0x80;
        if (wrong && !percent) {
          throw escapeProblem(text, i);
        }
        i += 2;
      } else if (c < 0x80 && !letterOrDigit(c) && IN_HOST.indexOf(c) < 0) {
        throw new Problem(
            "invalid character " + GoQuote.quote(String.valueOf(c)) + " in host name");
      }
    }
    return unescaped(text);
  }

  private static int escape(String text, int at) {
    int high = at + 2 < text.length() ? hex(text.charAt(at + 1)) : -1;
    int low = at + 2 < text.length() ? hex(text.charAt(at + 2)) : -1;
    if (high < 0 || low < 0) {
      throw escapeProblem(text, at);
    }
    return high << 4 | low;
  }

  private static int hex(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }

  private static Problem escapeProblem(String text, int at) {
    String where = text.substring(at, Math.min(text.length(), at + 3));
    return new Problem("invalid URL escape " + GoQuote.quote(GoString.ofLatin(where)));
  }

  private static String unescaped(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '%') {
        out.append((char) escape(text, i));
        i += 2;
      } else {
        out.append(text.charAt(i));
      }
    }
    return out.toString();
  }

  private static String escaped(String path) {
    StringBuilder out = new StringBuilder(path.length());
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      boolean plain = letterOrDigit(c) || IN_PATH.indexOf(c) >= 0;
      out.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
    }
    return out.toString();
  }

  String hostname() {
    int colon = host.lastIndexOf(':');
    String name = colon >= 0 && isPort(host.substring(colon)) ? host.substring(0, colon) : host;
    return name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
  }

  String port() {
    int colon = host.lastIndexOf(':');
    return colon >= 0 && isPort(host.substring(colon)) ? host.substring(colon + 1) : "";
  }
}
