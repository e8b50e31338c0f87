package io.watchword.authz.builtin.net;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// All functions of the family by name. Stateless.
public final class NetFunctions {

  private static final int MOST_ADDRESSES = 1 << 20;
  private static final Map<String, Builtin> ALL =
      Map.ofEntries(
          Map.entry("net.cidr_contains", NetFunctions::contains),
          Map.entry("net.cidr_overlap", NetFunctions::contains),
          Map.entry("net.cidr_contains_matches", NetFunctions::containsMatches),
          Map.entry("net.cidr_intersects", NetFunctions::intersects),
          Map.entry("net.cidr_expand", NetFunctions::expand),
          Map.entry("net.cidr_is_valid", NetFunctions::isValid),
          Map.entry("net.cidr_merge", NetworkMerge::merge),
          Map.entry("net.lookup_ip_addr", NameLookup::lookUp),
          Map.entry("uri.parse", Uris::parse),
          Map.entry("uri.is_valid", Uris::isValid),
          Map.entry("semver.compare", SemanticVersion::compare),
          Map.entry("semver.is_valid", SemanticVersion::isValid),
          Map.entry("uuid.parse", Uuids::parse),
          Map.entry("uuid.rfc4122", Uuids::random));

  private NetFunctions() {}

  public static Map<String, Builtin> all() {
    return ALL;
  }

  private static Value contains(BuiltinContext context, Value[] arguments) {
    return BooleanValue.of(contains(context, arguments[0], arguments[1]));
  }

  private static boolean contains(BuiltinContext context, Value network, Value other) {
    context.spend(10);
    if (network instanceof StringValue range && other instanceof StringValue address) {
      int known = PlainIpv4.contains(range.text(), address.text());
      if (known != PlainIpv4.UNKNOWN) {
        return known == 1;
      }
    }
    Network outer = network(network);
    String text = Operands.text(new Value[] {other}, 0);
    Optional<Address> address = Address.parse(text);
    if (address.isPresent()) {
      return outer.contains(address.get());
    }
    Network inner =
        Network.tryParse(text)
            .orElseThrow(
                () ->
                    new BuiltinFailedException(
                        "not a valid textual representation of an IP address or CIDR: " + text));
    boolean four = inner.address().is4();
    return outer.contains(Address.of(inner.first(), four))
        && outer.contains(Address.of(inner.last(), four));
  }

  // Whichever argument it is, OPA calls it the first.
  private static Network network(Value value) {
    return Network.parse(Operands.text(new Value[] {value}, 0));
  }

  private static Value intersects(BuiltinContext context, Value[] arguments) {
    Network one = network(arguments[0]);
    Network other = network(arguments[1]);
    return BooleanValue.of(
        one.contains(Address.of(other.first(), other.address().is4()))
            || other.contains(Address.of(one.first(), one.address().is4())));
  }

  /// Something to compare, and what stands for it in the result.
  private record Candidate(Value network, Value index) {}

  private static Value containsMatches(BuiltinContext context, Value[] arguments) {
    SetValue matches = SetValue.growing();
    candidates(arguments[0], 1)
        .forEach(
            one ->
                candidates(arguments[1], 2)
                    .filter(other -> contains(context, one.network, other.network))
                    .forEach(other -> matches.add(ArrayValue.of(List.of(one.index, other.index)))));
    return matches;
  }

  // As they come: what is wrong with a later one must not hide what is wrong with an earlier pair.
  private static Stream<Candidate> candidates(Value value, int operand) {
    return switch (value) {
      case StringValue text -> Stream.of(new Candidate(text, text));
      case ArrayValue array ->
          IntStream.range(0, array.size())
              .mapToObj(
                  i -> new Candidate(element(array.items().get(i), operand), NumberValue.of(i)));
      case SetValue set ->
          set.sorted().stream().map(item -> new Candidate(element(item, operand), item));
      case ObjectValue object ->
          object.sortedKeys().stream()
              .map(key -> new Candidate(element(object.required(key), operand), key));
      default -> Stream.empty();
    };
  }

  private static Value element(Value value, int operand) {
    if (value instanceof StringValue) {
      return value;
    }
    if (value instanceof ArrayValue array && array.size() > 0) {
      return array.items().getFirst();
    }
    throw new BuiltinFailedException(
        "operand " + operand + ": element must be string or non-empty array");
  }

  private static Value expand(BuiltinContext context, Value[] arguments) {
    Network network = Network.parse(Operands.text(arguments, 0));
    BigInteger size = network.last().subtract(network.first()).add(BigInteger.ONE);
    if (size.compareTo(BigInteger.valueOf(MOST_ADDRESSES)) > 0) {
      throw new BuiltinFailedException(
          BuiltinFailedException.Kind.HALT,
          network.text() + " has more than " + MOST_ADDRESSES + " addresses (the limit)");
    }
    SetValue addresses = SetValue.growing();
    BigInteger at = network.first();
    for (int i = 0; i < size.intValue(); i++) {
      context.spend(10);
      addresses.add(new StringValue(Address.of(at, network.address().is4()).toString()));
      at = at.add(BigInteger.ONE);
    }
    return addresses;
  }

  private static Value isValid(BuiltinContext context, Value[] arguments) {
    return BooleanValue.of(
        arguments[0] instanceof StringValue text && Network.tryParse(text.text()).isPresent());
  }
}
