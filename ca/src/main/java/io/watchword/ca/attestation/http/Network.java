package io.watchword.ca.attestation.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/// A range of IP addresses: `10.1.0.0/16`, `fd00::/8`. Immutable.
public record Network(InetAddress address, int bits) {
  // [1] IANA special-purpose address registries for IPv4 and IPv6 (RFC 6890 and its updates).

  private static final List<Network> NOT_PUBLIC =
      List.of(
          parse("0.0.0.0/8"),
          parse("10.0.0.0/8"),
          parse("100.64.0.0/10"),
          parse("127.0.0.0/8"),
          parse("169.254.0.0/16"),
          parse("172.16.0.0/12"),
          parse("192.0.0.0/24"),
          parse("192.0.2.0/24"),
          parse("192.88.99.0/24"),
          parse("192.168.0.0/16"),
          parse("198.18.0.0/15"),
          parse("198.51.100.0/24"),
          parse("203.0.113.0/24"),
          parse("224.0.0.0/4"),
          parse("240.0.0.0/4"));
  // All that is public lies in there, less what embeds IPv4 or is for documentation.
  private static final Network GLOBAL_6 = parse("2000::/3");
  private static final List<Network> NOT_PUBLIC_6 =
      List.of(parse("2001::/23"), parse("2001:db8::/32"), parse("2002::/16"), parse("3fff::/20"));

  /// Checks the length.
  public Network {
    if (bits < 0 || bits > address.getAddress().length * 8) {
      throw new IllegalArgumentException(
          "`"
              + address.getHostAddress()
              + "/"
              + bits
              + "` is no network (expected: such as"
              + " `10.1.0.0/16`)");
    }
  }

  /// The network that `text` means.
  public static Network parse(String text) {
    String[] parts = text.split("/", -1);
    // Digits, colons and dots only: nothing that would be looked up as a name.
    if (parts.length != 2
        || !parts[0].matches("[0-9a-fA-F:]*:[0-9a-fA-F:.]*|[0-9]+(\\.[0-9]+){3}")
        || !parts[1].matches("[0-9]{1,3}")) {
      throw invalid(text);
    }
    try {
      return new Network(InetAddress.getByName(parts[0]), Integer.parseInt(parts[1]));
    } catch (UnknownHostException e) {
      throw invalid(text);
    }
  }

  /// Whether `other` lies in it.
  boolean contains(InetAddress other) {
    byte[] given = other.getAddress();
    byte[] own = address.getAddress();
    if (given.length != own.length) {
      return false;
    }
    int whole = bits / 8;
    int mask = 0xff00 >> bits % 8 & 0xff;
    return Arrays.equals(given, 0, whole, own, 0, whole)
        && (mask == 0 || (given[whole] & mask) == (own[whole] & mask));
  }

  /// Whether `address` is one of the public internet, and not one that only some can reach.
  static boolean isPublic(InetAddress address) {
    return address.getAddress().length == 4
        ? NOT_PUBLIC.stream().noneMatch(network -> network.contains(address))
        : GLOBAL_6.contains(address)
            && NOT_PUBLIC_6.stream().noneMatch(network -> network.contains(address));
  }

  @Override
  public String toString() {
    return address.getHostAddress() + "/" + bits;
  }

  private static IllegalArgumentException invalid(String text) {
    return new IllegalArgumentException(
        "`" + text + "` is no network (expected: such as `10.1.0.0/16`)");
  }
}
