package io.watchword.proxy.protocol;

/// The syntax of a host with an optional port: what `host` may say.
final class Authority {

  private Authority() {}

  /// Refuses what is not a host name, IPv4 address or bracketed IPv6 address with an optional port.
  static void check(String authority) {
    int portAt = authority.lastIndexOf(':');
    boolean bracketed = authority.startsWith("[");
    int hostEnd = bracketed ? authority.indexOf(']') + 1 : portAt < 0 ? authority.length() : portAt;
    if (hostEnd <= 0) {
      throw MalformedMessageException.bad("host");
    }
    for (int i = bracketed ? 1 : 0; i < (bracketed ? hostEnd - 1 : hostEnd); i++) {
      byte b = (byte) authority.charAt(i);
      boolean ok = bracketed ? Ascii.isHex(b) || b == ':' || b == '.' : Ascii.isHost(b);
      if (!ok || authority.charAt(i) >= 0x80) {
        throw MalformedMessageException.bad("host");
      }
    }
    checkPort(authority, hostEnd);
  }

  private static void checkPort(String authority, int hostEnd) {
    if (hostEnd == authority.length()) {
      return;
    }
    int digits = authority.length() - hostEnd - 1;
    if (authority.charAt(hostEnd) != ':' || digits < 1 || digits > 5) {
      throw MalformedMessageException.bad("host");
    }
    for (int i = hostEnd + 1; i < authority.length(); i++) {
      if (authority.charAt(i) < '0' || authority.charAt(i) > '9') {
        throw MalformedMessageException.bad("host");
      }
    }
  }
}
