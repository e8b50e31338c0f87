package io.watchword.authz.builtin.net;

import io.watchword.authz.builtin.BuiltinFailedException;
import java.math.BigInteger;
import java.util.Optional;

/// A range of addresses with a common prefix.
///
/// @param address as it was written, where [#text] shows it
record Network(Address address, int prefix) {

  /// @throws BuiltinFailedException with Go's message if it is none
  static Network parse(String text) {
    return tryParse(text)
        .orElseThrow(() -> new BuiltinFailedException("invalid CIDR address: " + text));
  }

  static Optional<Network> tryParse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || !text.substring(slash + 1).matches("[0-9]{1,7}")) {
      return Optional.empty();
    }
    int prefix = Integer.parseInt(text.substring(slash + 1));
    Optional<Address> address = Address.parse(text.substring(0, slash));
    if (address.isEmpty() || prefix > (address.get().written4() ? 32 : 128)) {
      return Optional.empty();
    }
    // An IPv4 address written in IPv6: the prefix counts the 96 bits before it.
    boolean mapped = !address.get().written4() && address.get().is4();
    if (mapped && prefix < 96) {
      return Optional.of(masked(new Address(address.get().bytes(), false), prefix, 128));
    }
    int own = mapped ? prefix - 96 : prefix;
    return Optional.of(masked(address.get(), own, address.get().bits()));
  }

  private static Network masked(Address address, int prefix, int bits) {
    BigInteger low = BigInteger.ONE.shiftLeft(bits - prefix).subtract(BigInteger.ONE);
    return new Network(new Address(address.bytes().andNot(low), address.written4()), prefix);
  }

  /// A bare IPv4 address has the mask of its class.
  static Network ofClass(Address address) {
    long first = address.value().shiftRight(24).longValue();
    return new Network(address, first < 128 ? 8 : first < 192 ? 16 : 24);
  }

  BigInteger first() {
    return address.value().andNot(host());
  }

  BigInteger last() {
    return address.value().or(host());
  }

  private BigInteger host() {
    return BigInteger.ONE.shiftLeft(address.bits() - prefix).subtract(BigInteger.ONE);
  }

  boolean contains(Address other) {
    return other.is4() == address.is4()
        && other.value().compareTo(first()) >= 0
        && other.value().compareTo(last()) <= 0;
  }

  String text() {
    return address + "/" + prefix;
  }
}
