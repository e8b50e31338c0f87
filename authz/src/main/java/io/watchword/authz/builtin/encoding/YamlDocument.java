package io.watchword.authz.builtin.encoding;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.golang.GoFloat;
import io.watchword.authz.builtin.golang.GoFormat;
import io.watchword.authz.builtin.golang.GoNil;
import io.watchword.authz.builtin.golang.GoString;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NullValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/// A YAML document as OPA reads it: YAML 1.1's words for booleans and numbers, keys as text, merge
/// keys, a bound on what aliases may blow up. One use, one thread.
public final class YamlDocument {

  private static final int FREE_ALIASES = 100;
  private static final int FREE_NODES = 1_000;
  private static final double SMALL = 400_000;
  private static final double LARGE = 4_000_000;
  private static final int DEEPEST_SHOWN = 10;

  private final LongConsumer spend;
  private final Set<YamlNode.Alias> followed = new HashSet<>();
  private int nodes;
  private int aliased;
  private int aliasDepth;

  private YamlDocument(LongConsumer spend) {
    this.spend = spend;
  }

  /// The first document of a text; null where there is none.
  ///
  /// @throws BuiltinFailedException saying what is wrong with the text
  public static Value parse(String text) {
    return parse(text, fuel -> {});
  }

  /// As [#parse(String)].
  ///
  /// @param spend pays for the work
  public static Value parse(String text, LongConsumer spend) {
    spend.accept(1 + text.length());
    Optional<YamlNode> root = YamlComposer.compose(text);
    return root.isEmpty() ? NullValue.NULL : new YamlDocument(spend).value(root.get());
  }

  private Value value(YamlNode node) {
    count();
    return switch (node) {
      case YamlNode.Scalar scalar -> scalar(scalar);
      case YamlNode.Sequence sequence -> {
        ArrayValue array = ArrayValue.growing(sequence.items().size());
        for (YamlNode item : sequence.items()) {
          array.append(value(item));
        }
        yield array;
      }
      case YamlNode.Mapping mapping -> {
        TableValue table = TableValue.growing();
        fill(table, mapping);
        yield table;
      }
      case YamlNode.Alias alias -> {
        enter(alias);
        Value target = value(alias.target());
        leave(alias);
        yield target;
      }
    };
  }

  // Most of a small document may come from aliases, but only a tenth of a very large one.
  private void count() {
    spend.accept(5);
    nodes++;
    aliased += aliasDepth > 0 ? 1 : 0;
    double allowed =
        nodes <= SMALL
            ? 0.99
            : nodes >= LARGE ? 0.10 : 0.99 - 0.89 * ((nodes - SMALL) / (LARGE - SMALL));
    if (aliased > FREE_ALIASES && nodes > FREE_NODES && aliased > allowed * nodes) {
      throw new BuiltinFailedException("yaml: document contains excessive aliasing");
    }
  }

  private void enter(YamlNode.Alias alias) {
    if (!followed.add(alias)) {
      throw new BuiltinFailedException("yaml: anchor '" + alias.name() + "' value contains itself");
    }
    aliasDepth++;
  }

  private void leave(YamlNode.Alias alias) {
    followed.remove(alias);
    aliasDepth--;
  }

  private static Optional<Object> meaning(YamlNode.Scalar scalar) {
    if (scalar.tag().isEmpty() && !scalar.plain()) {
      return Optional.of(scalar.text());
    }
    if (scalar.tag().equals("!!binary")) {
      return Optional.of(YamlScalars.binary(scalar.text()));
    }
    return YamlScalars.resolve(scalar.tag(), scalar.text()).value();
  }

  private static Value scalar(YamlNode.Scalar scalar) {
    Object meaning = meaning(scalar).orElse(GoNil.NIL);
    return switch (meaning) {
      case Boolean flag -> BooleanValue.of(flag);
      case BigInteger integer -> NumberValue.of(integer);
      case Double number -> {
        if (number.isNaN() || number.isInfinite()) {
          throw new BuiltinFailedException(
              "json: unsupported value: " + GoFloat.format(number, 'g', GoFloat.SHORTEST));
        }
        yield NumberValue.parse(YamlScalars.json(number));
      }
      case String text -> new StringValue(GoString.replaced(text));
      default -> NullValue.NULL;
    };
  }

  private void fill(TableValue table, YamlNode.Mapping mapping) {
    List<YamlNode> both = mapping.both();
    for (int i = 0; i < both.size(); i += 2) {
      if (isMerge(both.get(i))) {
        merge(table, both.get(i + 1));
      } else {
        String key = key(both.get(i), both.get(i + 1));
        table.put(new StringValue(GoString.replaced(key)), value(both.get(i + 1)));
      }
    }
  }

  private static boolean isMerge(YamlNode node) {
    return node instanceof YamlNode.Scalar scalar
        && scalar.text().equals("<<")
        && ((scalar.plain() && scalar.tag().isEmpty()) || scalar.tag().equals("!!merge"));
  }

  // Of several maps an earlier one wins, so the last is read first.
  private void merge(TableValue table, YamlNode node) {
    count();
    switch (node) {
      case YamlNode.Mapping mapping -> fill(table, mapping);
      case YamlNode.Alias alias -> {
        if (!(alias.target() instanceof YamlNode.Mapping mapping)) {
          throw noMap();
        }
        enter(alias);
        fill(table, mapping);
        leave(alias);
      }
      case YamlNode.Sequence sequence -> {
        for (YamlNode item : sequence.items().reversed()) {
          if (item instanceof YamlNode.Sequence || item instanceof YamlNode.Scalar) {
            throw noMap();
          }
          merge(table, item);
        }
      }
      case YamlNode.Scalar scalar -> throw noMap();
    }
  }

  private static BuiltinFailedException noMap() {
    return new BuiltinFailedException(
        "yaml: map merge requires map or sequence of maps as the value");
  }

  // Keys are text in JSON: numbers and booleans become it, null does not.
  private String key(YamlNode node, YamlNode under) {
    YamlNode target = node instanceof YamlNode.Alias alias ? alias.target() : node;
    count();
    if (!(target instanceof YamlNode.Scalar scalar)) {
      throw new BuiltinFailedException("yaml: invalid map key: " + shown(target, 0));
    }
    Object meaning = meaning(scalar).orElse(GoNil.NIL);
    return switch (meaning) {
      case String text -> text;
      case Boolean flag -> flag.toString();
      case BigInteger integer when integer.bitLength() < Long.SIZE -> integer.toString();
      case Double number -> floatKey(number);
      default ->
          throw new BuiltinFailedException(
              "unsupported map key of type: "
                  + (meaning instanceof BigInteger
                      ? "uint64, key: 0x" + ((BigInteger) meaning).toString(16)
                      : "%!s(<nil>), key: <nil>")
                  + ", value: "
                  + shown(under, 0));
    };
  }

  // As Go shows a value in its own syntax.
  private static String shown(YamlNode node, int depth) {
    if (depth > DEEPEST_SHOWN) {
      return "...";
    }
    return switch (node) {
      case YamlNode.Alias alias -> shown(alias.target(), depth + 1);
      case YamlNode.Sequence sequence ->
          sequence.items().stream()
              .limit(DEEPEST_SHOWN)
              .map(item -> shown(item, depth + 1))
              .collect(Collectors.joining(", ", "[]interface {}{", "}"));
      case YamlNode.Mapping mapping -> {
        StringBuilder out = new StringBuilder("map[interface {}]interface {}{");
        List<YamlNode> both = mapping.both();
        for (int i = 0; i < Math.min(DEEPEST_SHOWN, both.size()); i += 2) {
          out.append(i == 0 ? "" : ", ").append(shown(both.get(i), depth + 1));
          out.append(':').append(shown(both.get(i + 1), depth + 1));
        }
        yield out.append('}').toString();
      }
      case YamlNode.Scalar scalar -> {
        Object value = meaning(scalar).orElse(GoNil.NIL);
        Object printed =
            value instanceof BigInteger integer && integer.bitLength() < Long.SIZE
                ? (Object) integer.longValue()
                : value;
        boolean inside = depth > 0 && printed instanceof GoNil;
        yield inside
            ? "interface {}(nil)"
            : GoFormat.sprintf("%#v", List.of(printed), EncodingFunctions.LONGEST);
      }
    };
  }

  // As a float of 32 bits.
  private static String floatKey(double number) {
    if (Double.isNaN(number)) {
      return ".nan";
    }
    if (Double.isInfinite((float) number)) {
      return number > 0 ? ".inf" : "-.inf";
    }
    double shortest = Double.parseDouble(Float.toString((float) number));
    return GoFloat.format(shortest, 'g', GoFloat.SHORTEST);
  }
}
