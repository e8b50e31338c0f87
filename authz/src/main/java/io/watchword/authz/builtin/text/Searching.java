package io.watchword.authz.builtin.text;

import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.builtin.StringOperands;
import io.watchword.authz.builtin.golang.GoString;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.List;

/// Positions in strings, counted in characters. Stateless.
final class Searching {

  private Searching() {}

  static Value indexOf(BuiltinContext context, Value[] arguments) {
    String text = GoString.replaced(Operands.text(arguments, 0));
    String part = part(arguments);
    context.spend(text.length() / 100);
    int at = text.indexOf(part);
    return NumberValue.of(at < 0 ? -1 : text.codePointCount(0, at));
  }

  // Overlapping occurrences count.
  static Value indexOfAll(BuiltinContext context, Value[] arguments) {
    String text = GoString.replaced(Operands.text(arguments, 0));
    String part = part(arguments);
    context.spend(text.length() / 20);
    List<Value> found = new ArrayList<>();
    int rune = 0;
    int from = 0;
    int at = text.indexOf(part);
    while (at >= 0) {
      rune += text.codePointCount(from, at);
      context.spend(1 + part.length() / 20);
      found.add(NumberValue.of(rune));
      from = at;
      at = text.indexOf(part, text.offsetByCodePoints(at, 1));
    }
    return ArrayValue.of(found);
  }

  private static String part(Value[] arguments) {
    String part = GoString.replaced(Operands.text(arguments, 1));
    if (part.isEmpty()) {
      throw new BuiltinFailedException("empty search character");
    }
    return part;
  }

  static Value substring(BuiltinContext context, Value[] arguments) {
    String text = Operands.text(arguments, 0);
    long offset = StringOperands.integer(arguments, 1);
    long length = StringOperands.integer(arguments, 2);
    if (offset < 0) {
      throw new BuiltinFailedException("negative offset");
    }
    int size = GoString.runeCount(text);
    if (offset >= size) {
      return new StringValue("");
    }
    if (offset == 0 && length >= size) {
      return arguments[0];
    }
    long end = length < 0 ? size : Math.min(size, offset + Math.min(length, size));
    int from = text.offsetByCodePoints(0, (int) offset);
    int to = text.offsetByCodePoints(from, (int) (end - offset));
    return new StringValue(GoString.replaced(text.substring(from, to)));
  }
}
