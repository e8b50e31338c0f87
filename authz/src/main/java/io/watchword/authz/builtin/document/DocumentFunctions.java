package io.watchword.authz.builtin.document;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.builtin.StringOperands;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All functions of the family by name. Stateless.
public final class DocumentFunctions {

  private static final int DEEPEST = 1_000;
  private static final Map<String, Builtin> ALL =
      Map.of(
          "json.filter", DocumentFunctions::filter,
          "json.remove", DocumentFunctions::remove,
          "json.patch", JsonPatch::call);

  private DocumentFunctions() {}

  public static Map<String, Builtin> all() {
    return ALL;
  }

  private static Value filter(BuiltinContext context, Value[] arguments) {
    ObjectValue object = Operands.object(arguments, 0);
    return kept(context, object, paths(context, arguments), 0);
  }

  private static @Nullable Value remove(BuiltinContext context, Value[] arguments) {
    ObjectValue object = Operands.object(arguments, 0);
    return left(context, object, paths(context, arguments), 0);
  }

  private static PathTree paths(BuiltinContext context, Value[] arguments) {
    List<List<Value>> paths = new ArrayList<>();
    for (Value path : StringOperands.items(arguments, 1, "set, array")) {
      List<Value> keys = DocumentPath.parse(path);
      context.spend(1 + 2L * keys.size());
      paths.add(keys);
    }
    return PathTree.of(paths);
  }

  private static void descend(BuiltinContext context, int depth) {
    context.spend(2);
    if (depth > DEEPEST) {
      throw new BuiltinFailedException("path is deeper than " + DEEPEST + " (the limit)");
    }
  }

  private static Value kept(BuiltinContext context, Value value, PathTree paths, int depth) {
    descend(context, depth);
    if (paths.isEnd()) {
      return value;
    }
    return switch (value) {
      case ArrayValue array -> {
        ArrayValue result = ArrayValue.growing(4);
        for (int i = 0; i < array.size(); i++) {
          PathTree below = paths.at(index(i));
          if (below != null) {
            result.append(kept(context, array.items().get(i), below, depth + 1));
          }
        }
        yield result;
      }
      case SetValue set -> {
        SetValue result = SetValue.growing();
        for (Value member : set.sorted()) {
          PathTree below = paths.at(member);
          if (below != null) {
            result.add(kept(context, member, below, depth + 1));
          }
        }
        yield result;
      }
      case ObjectValue object -> {
        TableValue result = TableValue.growing();
        for (Value key : object.sortedKeys()) {
          PathTree below = paths.at(key);
          if (below != null) {
            result.put(key, kept(context, object.required(key), below, depth + 1));
          }
        }
        yield result;
      }
      default -> value;
    };
  }

  // Null where nothing is left of it.
  private static @Nullable Value left(
      BuiltinContext context, Value value, @Nullable PathTree paths, int depth) {
    descend(context, depth);
    if (paths == null) {
      return value;
    }
    if (paths.isEnd()) {
      return null;
    }
    return switch (value) {
      case ArrayValue array -> {
        ArrayValue result = ArrayValue.growing(array.size());
        for (int i = 0; i < array.size(); i++) {
          Value rest = left(context, array.items().get(i), paths.at(index(i)), depth + 1);
          if (rest != null) {
            result.append(rest);
          }
        }
        yield result;
      }
      case SetValue set -> {
        SetValue result = SetValue.growing();
        for (Value member : set.sorted()) {
          Value rest = left(context, member, paths.at(member), depth + 1);
          if (rest != null) {
            result.add(rest);
          }
        }
        yield result;
      }
      case ObjectValue object -> {
        TableValue result = TableValue.growing();
        for (Value key : object.sortedKeys()) {
          Value rest = left(context, object.required(key), paths.at(key), depth + 1);
          if (rest != null) {
            result.put(key, rest);
          }
        }
        yield result;
      }
      default -> value;
    };
  }

  // Items of arrays are named by the text of their position.
  private static Value index(int position) {
    return new StringValue(Integer.toString(position));
  }
}
