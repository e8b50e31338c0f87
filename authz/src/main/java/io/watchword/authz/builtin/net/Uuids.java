package io.watchword.authz.builtin.net;

import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// UUIDs. Stateless.
final class Uuids {

  // 100 ns between 15 October 1582 and 1970.
  private static final long EPOCH = 122_192_928_000_000_000L;

  private Uuids() {}

  private record Key(Value value) {}

  static Value random(BuiltinContext context, Value[] arguments) {
    return context.remember(
        new Key(arguments[0]),
        () -> {
          long high = context.random().nextLong() & ~0xF000L | 0x4000L;
          long low = context.random().nextLong() & ~(3L << 62) | 1L << 63;
          return new StringValue(new UUID(high, low).toString());
        });
  }

  static @Nullable Value parse(BuiltinContext context, Value[] arguments) {
    String digits = digits(Operands.text(arguments, 0));
    if (digits == null) {
      return null;
    }
    byte[] bytes = HexFormat.of().parseHex(digits.toLowerCase(Locale.ROOT));
    TableValue table = TableValue.growing();
    int version = (bytes[6] & 0xFF) >> 4;
    put(table, "version", version);
    put(table, "variant", variant(bytes[8] & 0xFF));
    if (version == 1 || version == 2) {
      put(table, "time", time(digits));
      put(table, "nodeid", node(digits.substring(20)));
      put(table, "macvariables", kind(bytes[10]));
      put(table, "clocksequence", ((bytes[8] & 0x3F) << 8) | (bytes[9] & 0xFF));
    }
    if (version == 2) {
      put(table, "id", Long.parseLong(digits.substring(0, 8), 16));
      put(table, "domain", domain(bytes[9] & 0xFF));
    }
    return table;
  }

  private static void put(TableValue table, String key, long number) {
    table.put(new StringValue(key), NumberValue.of(number));
  }

  private static void put(TableValue table, String key, String text) {
    table.put(new StringValue(key), new StringValue(text));
  }

  // Plain, with dashes, as a URN, or between any two characters: OPA's library does not look at the
  // braces.
  private static @Nullable String digits(String text) {
    String plain =
        switch (text.length()) {
          case 32 -> text;
          case 36 -> undashed(text);
          case 38 -> undashed(text.substring(1, 37));
          case 45 ->
              text.toLowerCase(Locale.ROOT).startsWith("urn:uuid:")
                  ? undashed(text.substring(9))
                  : "";
          default -> "";
        };
    return plain.matches("[0-9a-fA-F]{32}") ? plain : null;
  }

  private static String undashed(String text) {
    return text.matches("[^-]{8}-[^-]{4}-[^-]{4}-[^-]{4}-[^-]{12}") ? text.replace("-", "") : "";
  }

  private static String variant(int octet) {
    if ((octet & 0xC0) == 0x80) {
      return "RFC4122";
    }
    return switch (octet & 0xE0) {
      case 0xC0 -> "Microsoft";
      case 0xE0 -> "Future";
      default -> "Reserved";
    };
  }

  private static long time(String digits) {
    long low = Long.parseLong(digits.substring(0, 8), 16);
    long middle = Long.parseLong(digits.substring(8, 12), 16);
    long high = Long.parseLong(digits.substring(12, 16), 16) & 0xFFF;
    return ((low | middle << 32 | high << 48) - EPOCH) * 100;
  }

  private static String node(String digits) {
    return HexFormat.ofDelimiter("-").formatHex(HexFormat.of().parseHex(digits));
  }

  private static String kind(byte first) {
    return ((first & 2) != 0 ? "local:" : "global:") + ((first & 1) != 0 ? "multicast" : "unicast");
  }

  private static String domain(int octet) {
    return switch (octet) {
      case 0 -> "Person";
      case 1 -> "Group";
      case 2 -> "Org";
      default -> "Domain" + octet;
    };
  }
}
