package io.watchword.authz.builtin.template;

import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.golang.GoNil;
import io.watchword.authz.builtin.golang.GoNumber;
import io.watchword.authz.builtin.golang.GoQuote;
import io.watchword.authz.builtin.golang.GoString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The functions that templates can call. One evaluation, one thread.
final class TemplateLibrary {

  static final Set<String> NAMES =
      Set.of(
          "and",
          "call",
          "html",
          "index",
          "slice",
          "js",
          "len",
          "not",
          "or",
          "print",
          "printf",
          "println",
          "urlquery",
          "eq",
          "ge",
          "gt",
          "le",
          "lt",
          "ne");

  /// No value at all, other than null.
  static final Missing MISSING = new Missing();

  private static final Set<String> TWO = Set.of("ge", "gt", "le", "lt", "ne");
  private static final Set<String> ONE = Set.of("len", "not");
  private static final Set<String> ONE_AND_MORE =
      Set.of("and", "or", "call", "index", "slice", "eq", "printf");

  private final BuiltinContext context;

  TemplateLibrary(BuiltinContext context) {
    this.context = context;
  }

  /// See [#MISSING].
  static final class Missing {}

  /// A call that went wrong.
  static final class CallFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CallFailed(String message) {
      super(message, null, false, false);
    }
  }

  Optional<String> wrongCount(String name, int words, int given) {
    if (ONE_AND_MORE.contains(name)) {
      return given >= 1
          ? Optional.empty()
          : Optional.of("wrong number of args for " + name + ": want at least 1 got " + words);
    }
    int wanted = TWO.contains(name) ? 2 : ONE.contains(name) ? 1 : given;
    return given == wanted
        ? Optional.empty()
        : Optional.of("wrong number of args for " + name + ": want " + wanted + " got " + given);
  }

  static boolean isTrue(Object value) {
    return switch (value) {
      case Missing missing -> false;
      case GoNil nil -> false;
      case String text -> !text.isEmpty();
      case GoNumber number -> true;
      case Boolean flag -> flag;
      case Long number -> number != 0;
      case Double number -> number != 0;
      case List<?> list -> !list.isEmpty();
      case Map<?, ?> map -> !map.isEmpty();
      default -> true;
    };
  }

  /// Go's name of a value's type.
  static String type(Object value) {
    return switch (value) {
      case String text -> "string";
      case GoNumber number -> "json.Number";
      case Boolean flag -> "bool";
      case Long number -> "int";
      case Double number -> "float64";
      case List<?> list -> "[]interface {}";
      case Map<?, ?> map -> "map[string]interface {}";
      default -> "<nil>";
    };
  }

  // What comes out of a map or list is of no declared type.
  static String declaredType(Object value, boolean start) {
    return start ? type(value) : "interface {}";
  }

  static String printed(Object value) {
    return value instanceof Missing || value instanceof GoNil
        ? "<no value>"
        : TemplateRun.sprintf("%v", List.of(go(value)));
  }

  // As the printer takes it: an int of ours is Go's int.
  private static Object go(Object value) {
    return value instanceof Missing ? GoNil.NIL : value;
  }

  Object call(String name, List<Object> arguments) {
    context.spend(2 + arguments.size());
    return switch (name) {
      case "print" -> print(arguments);
      case "println" ->
          String.join(
                  " ",
                  arguments.stream().map(a -> TemplateRun.sprintf("%v", List.of(go(a)))).toList())
              + "\n";
      case "printf" -> printf(arguments);
      case "html" -> html(joined(arguments));
      case "js" -> js(joined(arguments));
      case "urlquery" -> urlQuery(joined(arguments));
      case "len" -> length(arguments.getFirst());
      case "not" -> !isTrue(arguments.getFirst());
      case "index" -> index(arguments);
      case "slice" -> slice(arguments);
      case "eq" -> equal(arguments);
      case "ne" -> !equal(arguments);
      case "lt" -> less(arguments.getFirst(), arguments.getLast());
      case "le" -> lessOrEqual(arguments);
      case "gt" -> !lessOrEqual(arguments);
      case "ge" -> !less(arguments.getFirst(), arguments.getLast());
      default ->
          throw new CallFailed(
              arguments.getFirst() instanceof Missing || arguments.getFirst() instanceof GoNil
                  ? "call of nil"
                  : "non-function of type " + type(arguments.getFirst()));
    };
  }

  private static String printf(List<Object> arguments) {
    List<Object> rest = new ArrayList<>();
    for (Object argument : arguments.subList(1, arguments.size())) {
      rest.add(argument instanceof Long number ? intOrLong(number) : go(argument));
    }
    return TemplateRun.sprintf((String) arguments.getFirst(), rest);
  }

  private static Object intOrLong(Long number) {
    return number == number.intValue() ? (Object) number.intValue() : number;
  }

  // A space between two that are both no strings.
  private static String print(List<Object> arguments) {
    StringBuilder out = new StringBuilder();
    boolean text = false;
    for (int i = 0; i < arguments.size(); i++) {
      Object argument = arguments.get(i);
      boolean isText = argument instanceof String || argument instanceof GoNumber;
      out.append(i > 0 && !isText && !text ? " " : "");
      out.append(TemplateRun.sprintf("%v", List.of(go(argument))));
      text = isText;
    }
    return out.toString();
  }

  private static String joined(List<Object> arguments) {
    List<Object> shown = new ArrayList<>();
    arguments.forEach(
        a -> shown.add(a instanceof Missing || a instanceof GoNil ? "<no value>" : a));
    return print(shown);
  }

  private static String html(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("&#34;");
        case '\'' -> out.append("&#39;");
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case 0 -> out.append('\uFFFD');
        default -> out.append(c);
      }
    }
    return out.toString();
  }

  private static String js(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .map(GoString::rune)
        .forEach(
            c -> {
              if (c == '\\' || c == '\'' || c == '"') {
                out.append('\\').append((char) c);
              } else if (c < ' ' || "<>&=".indexOf(c) >= 0 || (c >= 0x80 && !GoQuote.isPrint(c))) {
                out.append("\\u%04X".formatted(c));
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.toString();
  }

  private static String urlQuery(String text) {
    StringBuilder out = new StringBuilder();
    for (byte b : GoString.bytes(text)) {
      char c = (char) (b & 0xFF);
      boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "-_.~".indexOf(c) >= 0);
      out.append(plain ? String.valueOf(c) : c == ' ' ? "+" : "%%%02X".formatted((int) c));
    }
    return out.toString();
  }

  private static Object length(Object value) {
    return switch (value) {
      case String text -> (long) GoString.length(text);
      case GoNumber number -> (long) number.text().length();
      case List<?> list -> (long) list.size();
      case Map<?, ?> map -> (long) map.size();
      case GoNil nil -> throw new CallFailed("len of nil pointer");
      case Missing missing ->
          throw new CallFailed("reflect: call of reflect.Value.Type on zero Value");
      default -> throw new CallFailed("len of type " + type(value));
    };
  }

  private static Object index(List<Object> arguments) {
    Object item = arguments.getFirst();
    if (item instanceof Missing || item instanceof GoNil) {
      throw new CallFailed("index of untyped nil");
    }
    for (Object index : arguments.subList(1, arguments.size())) {
      item =
          switch (item) {
            case List<?> list -> {
              int at = position(index, list.size());
              if (at == list.size()) {
                throw new CallFailed("reflect: slice index out of range");
              }
              yield list.get(at);
            }
            case Map<?, ?> map -> {
              Object found = map.get(key(index));
              yield found == null ? GoNil.NIL : found;
            }
            case String text -> byteAt(text, index);
            case GoNumber number -> byteAt(number.text(), index);
            case GoNil nil -> throw new CallFailed("index of nil pointer");
            default -> throw new CallFailed("can't index item of type " + type(item));
          };
    }
    return item;
  }

  private static Object byteAt(String text, Object index) {
    byte[] bytes = GoString.bytes(text);
    int at = position(index, bytes.length);
    if (at == bytes.length) {
      throw new CallFailed("reflect: string index out of range");
    }
    return (long) (bytes[at] & 0xFF);
  }

  private static String key(Object index) {
    if (index instanceof String text) {
      return text;
    }
    throw new CallFailed(
        index instanceof Missing || index instanceof GoNil
            ? "value is nil; should be of type string"
            : "value has type " + type(index) + "; should be string");
  }

  private static int position(Object index, int size) {
    if (index instanceof Missing || index instanceof GoNil) {
      throw new CallFailed("cannot index slice/array with nil");
    }
    if (!(index instanceof Long at)) {
      throw new CallFailed("cannot index slice/array with type " + type(index));
    }
    if (at < 0 || at > size) {
      throw new CallFailed("index out of range: " + at);
    }
    return at.intValue();
  }

  private static Object slice(List<Object> arguments) {
    Object item = arguments.getFirst();
    if (item instanceof Missing || item instanceof GoNil) {
      throw new CallFailed("slice of untyped nil");
    }
    List<Object> indexes = arguments.subList(1, arguments.size());
    if (indexes.size() > 3) {
      throw new CallFailed("too many slice indexes: " + indexes.size());
    }
    boolean text = item instanceof String || item instanceof GoNumber;
    if (text && indexes.size() == 3) {
      throw new CallFailed("cannot 3-index slice a string");
    }
    if (!text && !(item instanceof List<?>)) {
      throw new CallFailed("can't slice item of type " + type(item));
    }
    byte[] bytes = text ? GoString.bytes(printed(item)) : new byte[0];
    int size = item instanceof List<?> list ? list.size() : bytes.length;
    int[] bounds = {0, size, size};
    for (int i = 0; i < indexes.size(); i++) {
      bounds[i] = position(indexes.get(i), size);
    }
    for (int i = 0; i < 2; i++) {
      if (bounds[i] > bounds[i + 1]) {
        throw new CallFailed("invalid slice index: " + bounds[i] + " > " + bounds[i + 1]);
      }
    }
    return item instanceof List<?> list
        ? list.subList(bounds[0], bounds[1])
        : GoString.of(bytes, bounds[0], bounds[1]);
  }

  private static String kind(Object value) {
    return switch (value) {
      case Boolean flag -> "bool";
      case Long number -> "int";
      case Double number -> "float";
      case String text -> "string";
      case GoNumber number -> "string";
      default -> "";
    };
  }

  private static String text(Object value) {
    return value instanceof GoNumber number ? number.text() : (String) value;
  }

  private static boolean equal(List<Object> arguments) {
    Object one = arguments.getFirst();
    if (arguments.size() == 1) {
      throw new CallFailed("missing argument for comparison");
    }
    boolean oneNil = one instanceof Missing || one instanceof GoNil;
    for (Object other : arguments.subList(1, arguments.size())) {
      boolean otherNil = other instanceof Missing || other instanceof GoNil;
      if (!kind(one).equals(kind(other))) {
        if (!oneNil && !otherNil) {
          throw new CallFailed(
              "incompatible types for comparison: " + type(one) + " and " + type(other));
        }
      } else if (kind(one).isEmpty()) {
        if (oneNil || otherNil) {
          if (oneNil == otherNil) {
            return true;
          }
        } else {
          throw new CallFailed(
              type(one).equals(type(other))
                  ? "non-comparable type " + printed(other) + ": " + type(other)
                  : "non-comparable types "
                      + printed(one)
                      + ": "
                      + type(one)
                      + ", "
                      + type(other)
                      + ": "
                      + printed(other));
        }
      } else if (kind(one).equals("string") ? text(one).equals(text(other)) : one.equals(other)) {
        return true;
      }
    }
    return false;
  }

  private static boolean less(Object one, Object other) {
    if (kind(one).isEmpty() || kind(other).isEmpty()) {
      throw new CallFailed("invalid type for comparison");
    }
    if (!kind(one).equals(kind(other))) {
      throw new CallFailed(
          "incompatible types for comparison: " + type(one) + " and " + type(other));
    }
    return switch (one) {
      case Long number -> number < (Long) other;
      case Double number -> number < (Double) other;
      case Boolean flag -> throw new CallFailed("invalid type for comparison");
      default -> GoString.latin(text(one)).compareTo(GoString.latin(text(other))) < 0;
    };
  }

  private static boolean lessOrEqual(List<Object> arguments) {
    return less(arguments.getFirst(), arguments.getLast()) || equal(arguments);
  }
}
