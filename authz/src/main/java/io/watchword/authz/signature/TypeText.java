package io.watchword.authz.signature;

import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NullValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.Iterator;

/// Types as OPA prints them: `object<a: string>[string: any]`. Stateless.
final class TypeText {

  // Text of a type is for people; what is deeper than anyone reads is cut.
  private static final int DEEPEST = 100;

  private TypeText() {}

  static String of(Type type) {
    StringBuilder out = new StringBuilder();
    append(out, type, 0);
    return out.toString();
  }

  private static void append(StringBuilder out, Type type, int depth) {
    if (depth > DEEPEST) {
      out.append("...");
      return;
    }
    switch (type) {
      case Type.Unknown u -> out.append("???");
      case Type.Scalar s -> out.append(s);
      case Type.AnyOf any -> {
        out.append("any");
        appendList(out, any.of(), depth);
      }
      case Type.ArrayOf array -> {
        out.append("array");
        appendList(out, array.fixed(), depth);
        if (!(array.rest() instanceof Type.Unknown)) {
          out.append('[');
          append(out, array.rest(), depth + 1);
          out.append(']');
        }
      }
      case Type.SetOf set -> {
        out.append("set[");
        append(out, set.member(), depth + 1);
        out.append(']');
      }
      case Type.ObjectOf object -> appendObject(out, object, depth);
      case Type.FunctionOf function -> {
        out.append(parameters(function)).append(" => ");
        append(out, function.result(), depth + 1);
      }
      case Type.Recursive recursive ->
          out.append("recursive(").append(recursive.name()).append(')');
    }
  }

  private static void appendList(StringBuilder out, Iterable<Type> types, int depth) {
    Iterator<Type> each = types.iterator();
    if (!each.hasNext()) {
      return;
    }
    out.append('<');
    while (each.hasNext()) {
      append(out, each.next(), depth + 1);
      out.append(each.hasNext() ? ", " : ">");
    }
  }

  private static void appendObject(StringBuilder out, Type.ObjectOf object, int depth) {
    out.append("object");
    String before = "<";
    for (Type.Property property : object.fixed()) {
      out.append(before).append(plain(property.key())).append(": ");
      append(out, property.value(), depth + 1);
      before = ", ";
    }
    if (!object.fixed().isEmpty()) {
      out.append('>');
    }
    if (object.rest().isPresent()) {
      out.append('[');
      append(out, object.rest().get().key(), depth + 1);
      out.append(": ");
      append(out, object.rest().get().value(), depth + 1);
      out.append(']');
    }
  }

  /// `(string, any...)`.
  static String parameters(Type.FunctionOf function) {
    StringBuilder out = new StringBuilder("(");
    String before = "";
    for (Type parameter : function.parameters()) {
      out.append(before);
      append(out, parameter, 0);
      before = ", ";
    }
    if (function.isVariadic()) {
      out.append(before);
      append(out, function.variadic(), 0);
      out.append("...");
    }
    return out.append(')').toString();
  }

  // As Go's %v prints a key.
  private static String plain(Value key) {
    return switch (key) {
      case NullValue n -> "<nil>";
      case BooleanValue b -> Boolean.toString(b.value());
      case NumberValue n -> n.toString();
      case StringValue s -> s.text();
      case ArrayValue a -> plain(a.items());
      case SetValue s -> plain(s.sorted());
      case ObjectValue o -> {
        StringBuilder out = new StringBuilder("map[");
        String before = "";
        for (Value k : o.sortedKeys()) {
          out.append(before).append(plain(k)).append(':').append(plain(o.required(k)));
          before = " ";
        }
        yield out.append(']').toString();
      }
    };
  }

  private static String plain(Iterable<Value> values) {
    StringBuilder out = new StringBuilder("[");
    String before = "";
    for (Value value : values) {
      out.append(before).append(plain(value));
      before = " ";
    }
    return out.append(']').toString();
  }
}
