package io.watchword.authz.builtin.text;

import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.builtin.golang.GoString;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `replace` and `strings.replace_n`: on bytes, at each position the first pattern that fits,
/// without overlap. Stateless.
final class Replacing {

  private Replacing() {}

  /// One pattern, as one char a byte.
  private record Pair(String from, String to) {}

  static Value replace(BuiltinContext context, Value[] arguments) {
    String text = Operands.text(arguments, 0);
    String from = Operands.text(arguments, 1);
    String to = Operands.text(arguments, 2);
    context.spend(1 + text.length() / 50);
    if (from.isEmpty() || !GoString.isValid(from)) {
      return replaced(context, text, List.of(new Pair(GoString.latin(from), GoString.latin(to))));
    }
    return new StringValue(GoString.joined(plain(context, text, from, to)));
  }

  private static String plain(BuiltinContext context, String text, String from, String to) {
    int at = text.indexOf(from);
    if (at < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    int last = 0;
    for (; at >= 0; at = text.indexOf(from, last)) {
      grow(context, out, text.substring(last, at) + to);
      last = at + from.length();
    }
    grow(context, out, text.substring(last));
    return out.toString();
  }

  private static void grow(BuiltinContext context, StringBuilder out, String piece) {
    context.spend(1 + piece.length() / 50);
    if (out.length() + (long) piece.length() > TextFunctions.LONGEST) {
      throw TextFunctions.tooLong();
    }
    out.append(piece);
  }

  static Value replaceAll(BuiltinContext context, Value[] arguments) {
    ObjectValue patterns = Operands.object(arguments, 0);
    String text = Operands.text(arguments, 1);
    List<Pair> pairs = new ArrayList<>();
    for (Value key : patterns.sortedKeys()) {
      if (!(key instanceof StringValue from)) {
        throw wrong("non-string key found in pattern object");
      }
      if (!(patterns.required(key) instanceof StringValue to)) {
        throw wrong("non-string value found in pattern object");
      }
      pairs.add(new Pair(GoString.latin(from.text()), GoString.latin(to.text())));
    }
    pairs.sort(Comparator.comparing(Pair::from));
    return pairs.isEmpty() ? arguments[1] : replaced(context, text, pairs);
  }

  private static BuiltinFailedException wrong(String what) {
    return new BuiltinFailedException(BuiltinFailedException.Kind.OPERAND, "operand 1 " + what);
  }

  // The empty pattern fits everywhere, but not twice at one position.
  private static Value replaced(BuiltinContext context, String text, List<Pair> pairs) {
    String bytes = GoString.latin(text);
    List<List<Pair>> byFirst = byFirst(pairs);
    StringBuilder out = new StringBuilder();
    boolean wasEmpty = false;
    int last = 0;
    int at = 0;
    while (at <= bytes.length()) {
      Pair pair = fitting(context, bytes, at, byFirst, wasEmpty);
      wasEmpty = pair != null && pair.from.isEmpty();
      if (pair == null) {
        at++;
        continue;
      }
      grow(context, out, bytes.substring(last, at) + pair.to);
      at += pair.from.length();
      last = at;
    }
    grow(context, out, bytes.substring(last));
    return new StringValue(GoString.ofLatin(out.toString()));
  }

  // Patterns by first byte; the empty one, which sorts first, is under 256.
  private static List<List<Pair>> byFirst(List<Pair> pairs) {
    List<List<Pair>> table = new ArrayList<>();
    for (int i = 0; i <= 256; i++) {
      table.add(new ArrayList<>());
    }
    pairs.forEach(p -> table.get(p.from.isEmpty() ? 256 : p.from.charAt(0)).add(p));
    return table;
  }

  private static @Nullable Pair fitting(
      BuiltinContext context, String text, int at, List<List<Pair>> table, boolean noEmpty) {
    if (!noEmpty && !table.get(256).isEmpty()) {
      return table.get(256).getFirst();
    }
    if (at == text.length()) {
      return null;
    }
    List<Pair> candidates = table.get(text.charAt(at));
    context.spend(candidates.size());
    for (Pair pair : candidates) {
      if (text.startsWith(pair.from, at)) {
        return pair;
      }
    }
    return null;
  }
}
