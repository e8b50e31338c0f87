package io.watchword.authz.early.builtin;

import static io.watchword.authz.early.builtin.Builtins.define;
import static io.watchword.authz.early.builtin.Builtins.text;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.value.BooleanValue;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Networks in CIDR notation. Never looks a name up. Stateless.
final class Networks {

  private static final Pattern IPV4 =
      Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

  private Networks() {}

  static List<Definition> definitions() {
    return List.of(
        define(
            "net.cidr_contains",
            a -> BooleanValue.of(contains(text(a, 0), text(a, 1))),
            Kind.STRING,
            Kind.STRING));
  }

  private record Network(byte[] address, int bits) {}

  private static boolean contains(String outerText, String innerText) {
    Network outer = network(outerText);
    Network inner =
        address(innerText)
            .map(bytes -> new Network(bytes, bytes.length * 8))
            .orElseGet(() -> network(innerText));
    if (outer.address().length != inner.address().length || inner.bits() < outer.bits()) {
      return false;
    }
    for (int bit = 0; bit < outer.bits(); bit++) {
      int mask = 0x80 >> (bit & 7);
      if ((outer.address()[bit >> 3] & mask) != (inner.address()[bit >> 3] & mask)) {
        return false;
      }
    }
    return true;
  }

  private static Network network(String text) {
    int slash = text.indexOf('/');
    byte[] bytes = slash < 0 ? null : address(text.substring(0, slash)).orElse(null);
    if (bytes != null && text.substring(slash + 1).matches("0|[1-9][0-9]{0,2}")) {
      int bits = Integer.parseInt(text.substring(slash + 1));
      if (bits <= bytes.length * 8) {
        return new Network(bytes, bits);
      }
    }
    throw new BuiltinFailedException("not a network in CIDR notation: " + text);
  }

  private static Optional<byte[]> address(String text) {
    if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text).getAddress());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
