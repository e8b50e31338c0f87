package io.watchword.authz.builtin;

import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.List;

/// Arguments that are whole numbers, or collections of strings. Stateless.
public final class StringOperands {

  private StringOperands() {}

  /// A number spelled as an integer that fits 64 bits; `2.0` is one, `2e0` is none.
  ///
  /// @param position from 0
  public static long integer(Value[] arguments, int position) {
    NumberValue number = Operands.number(arguments, position);
    String text = number.toString();
    if (number.asLong().isEmpty() || text.indexOf('e') >= 0 || text.indexOf('E') >= 0) {
      throw new BuiltinFailedException(
          BuiltinFailedException.Kind.OPERAND,
          "operand " + (position + 1) + " must be integer number but got floating-point number");
    }
    return number.asLong().getAsLong();
  }

  /// The strings of an array or set.
  public static List<String> texts(Value[] arguments, int position) {
    List<Value> items = items(arguments, position, "array, set");
    List<String> texts = new ArrayList<>(items.size());
    for (Value item : items) {
      texts.add(element(arguments, position, item));
    }
    return texts;
  }

  /// One string, or the strings of an array or set.
  public static List<String> textOrTexts(Value[] arguments, int position) {
    if (arguments[position] instanceof StringValue one) {
      return List.of(one.text());
    }
    items(arguments, position, "string, set, array");
    return texts(arguments, position);
  }

  /// The items of an array, or the sorted members of a set.
  ///
  /// @param expected kinds named in the error, such as `set, array`
  public static List<Value> items(Value[] arguments, int position, String expected) {
    if (arguments[position] instanceof ArrayValue array) {
      return array.items();
    }
    if (arguments[position] instanceof SetValue set) {
      return set.sorted();
    }
    throw Operands.wrong(arguments, position, "one of {" + expected + "}");
  }

  /// The text of an item of a collection of strings.
  public static String element(Value[] arguments, int position, Value item) {
    if (item instanceof StringValue string) {
      return string.text();
    }
    throw wrongElement(arguments[position], position, item, "string");
  }

  /// `operand 2 must be array of strings but got array containing number`.
  public static BuiltinFailedException wrongElement(
      Value collection, int position, Value item, String expected) {
    String kind = collection.typeName();
    return new BuiltinFailedException(
        BuiltinFailedException.Kind.OPERAND,
        "operand %d must be %s of %ss but got %s containing %s"
            .formatted(position + 1, kind, expected, kind, item.typeName()));
  }
}
