package io.watchword.authz.builtin.net;

/// IPv4 networks and addresses in their usual spelling, compared without making anything of their
/// texts: policies ask about hundreds of them in one decision. Stateless.
final class PlainIpv4 {

  /// An answer where one of the texts is spelled in another way.
  static final int UNKNOWN = -1;

  private PlainIpv4() {}

  /// 1 where `network` (`10.0.0.0/8`) contains `address` (`10.1.2.3`), 0 where it does not.
  static int contains(String network, String address) {
    int slash = network.indexOf('/');
    int digits = network.length() - slash - 1;
    if (slash < 7 || digits < 1 || digits > 2) {
      return UNKNOWN;
    }
    int length = octet(network, slash + 1, network.length());
    long base = address(network, slash);
    long other = address(address, address.length());
    if (length < 0 || length > 32 || base < 0 || other < 0) {
      return UNKNOWN;
    }
    return length == 0 || (base ^ other) >>> (32 - length) == 0 ? 1 : 0;
  }

  private static long address(String text, int end) {
    long address = 0;
    int start = 0;
    for (int part = 0; part < 4; part++) {
      int stop = part == 3 ? end : text.indexOf('.', start);
      if (stop < 0 || stop > end) {
        return UNKNOWN;
      }
      int octet = octet(text, start, stop);
      if (octet < 0) {
        return UNKNOWN;
      }
      address = address << 8 | octet;
      start = stop + 1;
    }
    return address;
  }

  private static int octet(String text, int from, int to) {
    int digits = to - from;
    if (digits < 1 || digits > 3 || (digits > 1 && text.charAt(from) == '0')) {
      return UNKNOWN;
    }
    int value = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return UNKNOWN;
      }
      value = 10 * value + digit;
    }
    return value <= 255 ? value : UNKNOWN;
  }
}
