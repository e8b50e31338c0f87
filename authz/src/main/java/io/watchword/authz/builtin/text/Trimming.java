package io.watchword.authz.builtin.text;

import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.builtin.golang.GoString;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntPredicate;

/// What takes characters off the ends of strings. Stateless.
final class Trimming {

  private Trimming() {}

  static Value both(BuiltinContext context, Value[] arguments) {
    String text = Operands.text(arguments, 0);
    IntPredicate cut = cutset(arguments);
    return result(context, arguments, withoutLeft(withoutRight(text, cut), cut));
  }

  static Value left(BuiltinContext context, Value[] arguments) {
    String text = Operands.text(arguments, 0);
    return result(context, arguments, withoutLeft(text, cutset(arguments)));
  }

  static Value right(BuiltinContext context, Value[] arguments) {
    String text = Operands.text(arguments, 0);
    return result(context, arguments, withoutRight(text, cutset(arguments)));
  }

  static Value space(BuiltinContext context, Value[] arguments) {
    String text = Operands.text(arguments, 0);
    return result(
        context, arguments, withoutLeft(withoutRight(text, Trimming::isSpace), Trimming::isSpace));
  }

  static Value prefix(BuiltinContext context, Value[] arguments) {
    String text = Operands.text(arguments, 0);
    String prefix = Operands.text(arguments, 1);
    if (!TextFunctions.startsWith(text, prefix)) {
      return arguments[0];
    }
    return result(
        context,
        arguments,
        text.startsWith(prefix)
            ? text.substring(prefix.length())
            : GoString.ofLatin(GoString.latin(text).substring(GoString.length(prefix))));
  }

  static Value suffix(BuiltinContext context, Value[] arguments) {
    String text = Operands.text(arguments, 0);
    String suffix = Operands.text(arguments, 1);
    if (!TextFunctions.endsWith(text, suffix)) {
      return arguments[0];
    }
    String bytes = text.endsWith(suffix) ? text : GoString.latin(text);
    int cut = text.endsWith(suffix) ? suffix.length() : GoString.length(suffix);
    String rest = bytes.substring(0, bytes.length() - cut);
    return result(context, arguments, text.endsWith(suffix) ? rest : GoString.ofLatin(rest));
  }

  private static Value result(BuiltinContext context, Value[] arguments, String text) {
    context.spend(text.length() / 100);
    return text.equals(Operands.text(arguments, 0)) ? arguments[0] : new StringValue(text);
  }

  private static IntPredicate cutset(Value[] arguments) {
    String cutset = Operands.text(arguments, 1);
    if (GoString.isAscii(cutset)) {
      return c -> cutset.indexOf(c) >= 0;
    }
    Set<Integer> runes = new HashSet<>();
    for (int rune : GoString.runes(cutset)) {
      runes.add(rune);
    }
    return c -> runes.contains(GoString.rune(c));
  }

  private static String withoutLeft(String text, IntPredicate cut) {
    int from = 0;
    while (from < text.length() && cut.test(text.codePointAt(from))) {
      from += Character.charCount(text.codePointAt(from));
    }
    return text.substring(from);
  }

  private static String withoutRight(String text, IntPredicate cut) {
    int to = text.length();
    while (to > 0 && cut.test(text.codePointBefore(to))) {
      to -= Character.charCount(text.codePointBefore(to));
    }
    return text.substring(0, to);
  }

  // Unicode's White_Space; Java's notion of white space is another.
  private static boolean isSpace(int c) {
    return (c >= 0x09 && c <= 0x0D)
        || c == ' '
        || c == 0x85
        || c == 0xA0
        || c == 0x1680
        || (c >= 0x2000 && c <= 0x200A)
        || c == 0x2028
        || c == 0x2029
        || c == 0x202F
        || c == 0x205F
        || c == 0x3000;
  }
}
