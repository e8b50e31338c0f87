package io.watchword.authz.builtin.text;

import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.builtin.golang.GoString;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.function.IntUnaryOperator;

/// Upper and lower case and reversal, character by character. Stateless.
final class Letters {

  private Letters() {}

  static Value lower(BuiltinContext context, Value[] arguments) {
    return mapped(context, arguments, Character::toLowerCase);
  }

  static Value upper(BuiltinContext context, Value[] arguments) {
    return mapped(context, arguments, Character::toUpperCase);
  }

  // One character to one character: no final sigma, no `SS`. Java's String methods differ.
  private static Value mapped(BuiltinContext context, Value[] arguments, IntUnaryOperator mapping) {
    String text = Operands.text(arguments, 0);
    context.spend(text.length() / 20);
    if (GoString.isAscii(text)) {
      char[] chars = text.toCharArray();
      for (int i = 0; i < chars.length; i++) {
        chars[i] = (char) mapping.applyAsInt(chars[i]);
      }
      String result = new String(chars);
      return result.equals(text) ? arguments[0] : new StringValue(result);
    }
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().forEach(c -> out.appendCodePoint(mapping.applyAsInt(GoString.rune(c))));
    return new StringValue(out.toString());
  }

  static Value reverse(BuiltinContext context, Value[] arguments) {
    String text = Operands.text(arguments, 0);
    context.spend(text.length() / 20);
    return new StringValue(GoString.joined(reversed(text)));
  }

  static String reversed(String text) {
    int[] runes = text.codePoints().toArray();
    StringBuilder out = new StringBuilder(text.length());
    for (int i = runes.length - 1; i >= 0; i--) {
      out.appendCodePoint(runes[i]);
    }
    return out.toString();
  }
}
