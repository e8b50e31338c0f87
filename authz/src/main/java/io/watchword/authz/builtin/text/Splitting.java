package io.watchword.authz.builtin.text;

import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.builtin.StringOperands;
import io.watchword.authz.builtin.golang.GoString;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.List;

/// `split` and its like. Stateless.
final class Splitting {

  private Splitting() {}

  static Value split(BuiltinContext context, Value[] arguments) {
    String text = Operands.text(arguments, 0);
    String delimiter = Operands.text(arguments, 1);
    if (text.isEmpty() && delimiter.isEmpty()) {
      return ArrayValue.of(List.of());
    }
    return array(parts(context, text, delimiter, Integer.MAX_VALUE));
  }

  // A negative count means: that many from the end.
  static Value splitN(BuiltinContext context, Value[] arguments) {
    String text = Operands.text(arguments, 0);
    String delimiter = Operands.text(arguments, 1);
    long count = StringOperands.integer(arguments, 2);
    if (count == 0 || (text.isEmpty() && delimiter.isEmpty())) {
      return ArrayValue.of(List.of());
    }
    if (count > 0) {
      int limit = (int) Math.min(Integer.MAX_VALUE, count + 1);
      List<String> parts = parts(context, text, delimiter, limit < 1 ? Integer.MAX_VALUE : limit);
      return array(parts.subList(0, (int) Math.min(count, parts.size())));
    }
    List<String> parts = parts(context, text, delimiter, Integer.MAX_VALUE);
    int start = (int) Math.max(0, parts.size() + count);
    return array(parts.subList(start, parts.size()));
  }

  private static Value array(List<String> parts) {
    ArrayValue array = ArrayValue.growing(parts.size());
    parts.forEach(part -> array.append(new StringValue(part)));
    return array;
  }

  private static List<String> parts(
      BuiltinContext context, String text, String delimiter, int limit) {
    List<String> parts = new ArrayList<>();
    boolean bytes = !GoString.isValid(delimiter);
    String within = bytes ? GoString.latin(text) : text;
    String at = bytes ? GoString.latin(delimiter) : delimiter;
    int from = 0;
    while (parts.size() < limit - 1) {
      int next = next(within, at, from);
      if (next < 0) {
        break;
      }
      context.spend(1 + (next - from) / 100);
      parts.add(part(within.substring(from, next), bytes));
      from = next + at.length();
    }
    parts.add(part(within.substring(from), bytes));
    return parts;
  }

  private static int next(String text, String delimiter, int from) {
    if (!delimiter.isEmpty()) {
      return text.indexOf(delimiter, from);
    }
    int next = text.offsetByCodePoints(from, 1);
    return next < text.length() ? next : -1;
  }

  private static String part(String part, boolean bytes) {
    return bytes ? GoString.ofLatin(part) : part;
  }
}
