package io.watchword.authz.builtin.glob;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.builtin.StringOperands;
import io.watchword.authz.builtin.golang.GoString;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NullValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.Map;

/// All functions of the family by name. Stateless.
public final class GlobFunctions {

  private static final String META = "*?\\[]{}";
  private static final Map<String, Builtin> ALL =
      Map.of("glob.match", GlobFunctions::match, "glob.quote_meta", GlobFunctions::quote);

  private GlobFunctions() {}

  public static Map<String, Builtin> all() {
    return ALL;
  }

  private static Value match(BuiltinContext context, Value[] arguments) {
    String pattern = Operands.text(arguments, 0);
    String delimiters = delimiters(arguments);
    String text = Operands.text(arguments, 2);
    return BooleanValue.of(Glob.compile(pattern, delimiters).matches(context, text));
  }

  // null: none at all; an empty array: the dot.
  private static String delimiters(Value[] arguments) {
    if (arguments[1] instanceof NullValue) {
      return "";
    }
    if (!(arguments[1] instanceof ArrayValue array)) {
      throw Operands.wrong(arguments, 1, "one of {array, null}");
    }
    if (array.size() == 0) {
      return ".";
    }
    StringBuilder all = new StringBuilder();
    for (Value item : array.items()) {
      String text = StringOperands.element(arguments, 1, item);
      if (GoString.runeCount(text) != 1) {
        throw StringOperands.wrongElement(array, 1, item, "rune");
      }
      all.append(text);
    }
    return all.toString();
  }

  private static Value quote(BuiltinContext context, Value[] arguments) {
    String text = Operands.text(arguments, 0);
    context.spend(text.length() / 20);
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (META.indexOf(text.charAt(i)) >= 0) {
        out.append('\\');
      }
      out.append(text.charAt(i));
    }
    return new StringValue(out.toString());
  }
}
