package io.watchword.authz.builtin;

import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;

/// Arguments by position and kind; one of another kind fails the call as OPA does. Stateless.
public final class Operands {

  private Operands() {}

  /// @param position from 0
  public static String text(Value[] arguments, int position) {
    if (arguments[position] instanceof StringValue string) {
      return string.text();
    }
    throw wrong(arguments, position, "string");
  }

  public static NumberValue number(Value[] arguments, int position) {
    if (arguments[position] instanceof NumberValue number) {
      return number;
    }
    throw wrong(arguments, position, "number");
  }

  public static ArrayValue array(Value[] arguments, int position) {
    if (arguments[position] instanceof ArrayValue array) {
      return array;
    }
    throw wrong(arguments, position, "array");
  }

  public static SetValue set(Value[] arguments, int position) {
    if (arguments[position] instanceof SetValue set) {
      return set;
    }
    throw wrong(arguments, position, "set");
  }

  public static ObjectValue object(Value[] arguments, int position) {
    if (arguments[position] instanceof ObjectValue object) {
      return object;
    }
    throw wrong(arguments, position, "object");
  }

  /// `operand 1 must be string but got number`, or `one of {array, set}`.
  public static BuiltinFailedException wrong(Value[] arguments, int position, String expected) {
    return BuiltinFailedException.operand(position + 1, expected, arguments[position].typeName());
  }
}
