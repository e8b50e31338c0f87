package io.watchword.authz.builtin.net;

import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// `net.cidr_merge`: the fewest networks that cover the same addresses. Stateless.
final class NetworkMerge {

  private NetworkMerge() {}

  /// @param text of the network, where it was merged with none
  private record Span(boolean four, BigInteger first, BigInteger last, String text) {

    BigInteger before() {
      return first.signum() == 0 ? first : first.subtract(BigInteger.ONE);
    }
  }

  static Value merge(BuiltinContext context, Value[] arguments) {
    List<Value> items =
        switch (arguments[0]) {
          case ArrayValue array -> array.items();
          case SetValue set -> set.sorted();
          default -> throw new BuiltinFailedException("operand must be an array");
        };
    context.spend(20L * items.size());
    List<Span> spans = new ArrayList<>();
    for (Value item : items) {
      Network network = network(item);
      boolean four = network.address().is4();
      spans.add(new Span(four, network.first(), network.last(), network.text()));
    }
    // IPv4 stands before nearly all of IPv6, where it is mapped to.
    spans.sort(
        Comparator.comparing((Span span) -> span.four ? 0 : 1)
            .thenComparing(Span::last)
            .thenComparing(Span::first));
    SetValue result = SetValue.growing();
    for (Span span : merged(spans)) {
      if (span.text.isEmpty()) {
        cover(span).forEach(text -> result.add(new StringValue(text)));
      } else {
        result.add(new StringValue(span.text));
      }
    }
    return result;
  }

  private static Network network(Value item) {
    if (!(item instanceof StringValue text)) {
      throw new BuiltinFailedException("element must be string");
    }
    Address address = Address.parse(text.text()).orElse(null);
    if (address == null) {
      return Network.parse(text.text());
    }
    if (!address.is4()) {
      throw new BuiltinFailedException("IPv6 invalid: needs prefix length");
    }
    return Network.ofClass(address);
  }

  // From the end: a span that touches the one before becomes one with it.
  private static List<Span> merged(List<Span> spans) {
    List<Span> done = new ArrayList<>();
    Span current = null;
    for (Span before : spans.reversed()) {
      if (current == null) {
        current = before;
      } else if (current.four == before.four && current.before().compareTo(before.last) <= 0) {
        current = new Span(current.four, before.first.min(current.first), current.last, "");
      } else {
        done.add(current);
        current = before;
      }
    }
    if (current != null) {
      done.add(current);
    }
    return done;
  }

  private static List<String> cover(Span span) {
    int bits = span.four ? 32 : 128;
    List<String> networks = new ArrayList<>();
    BigInteger at = span.first;
    while (at.compareTo(span.last) <= 0) {
      int free = at.signum() == 0 ? bits : Math.min(bits, at.getLowestSetBit());
      int fits = span.last.subtract(at).add(BigInteger.ONE).bitLength() - 1;
      int size = Math.min(free, fits);
      networks.add(Address.of(at, span.four) + "/" + (bits - size));
      at = at.add(BigInteger.ONE.shiftLeft(size));
    }
    return networks;
  }
}
