package io.watchword.authz.builtin.document;

import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.text.RegoText;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NullValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A document on which one change after another is made; what a change passes on its way is copied.
/// One use, one thread.
final class EditedDocument {

  private static final Pattern INDEX = Pattern.compile("[-+]?[0-9]{1,18}(?:\\.0*)?");

  private final BuiltinContext context;
  private @Nullable Value root;

  EditedDocument(BuiltinContext context, Value root) {
    this.context = context;
    this.root = root;
  }

  /// Null after all of it was deleted.
  @Nullable Value root() {
    return root;
  }

  Value at(List<Value> path) {
    Value at = root;
    if (at == null) {
      throw new BuiltinFailedException("nil value encountered where composite value was expected");
    }
    for (Value key : path) {
      context.spend(2);
      at = child(at, key);
    }
    return at;
  }

  private static Value child(Value parent, Value key) {
    return switch (parent) {
      case ObjectValue object -> {
        Value value = object.get(key);
        if (value == null) {
          throw missing(key, "object", parent);
        }
        yield value;
      }
      case SetValue set -> {
        if (!set.contains(key)) {
          throw missing(key, "set", parent);
        }
        yield key;
      }
      case ArrayValue array -> {
        long index = index(array.size(), key);
        if (index < 0 || index >= array.size()) {
          throw missing(NumberValue.of(index), "array", parent);
        }
        yield array.items().get((int) index);
      }
      default ->
          throw new BuiltinFailedException(
              "expected composite type for path "
                  + RegoText.of(key)
                  + ", found value: "
                  + shown(parent));
    };
  }

  private static BuiltinFailedException missing(Value key, String kind, Value parent) {
    return new BuiltinFailedException(
        "path " + RegoText.of(key) + " does not exist in " + kind + " term " + RegoText.of(parent));
  }

  private static String shown(Value scalar) {
    String type =
        switch (scalar) {
          case NullValue n -> "Null";
          case BooleanValue b -> "Boolean";
          case NumberValue n -> "Number";
          default -> "String";
        };
    return RegoText.of(scalar) + " (type: ast." + type + ")";
  }

  // `-` is the place after the last.
  private static long index(int length, Value key) {
    if (key instanceof NumberValue number) {
      return number
          .asLong()
          .orElseThrow(() -> new BuiltinFailedException("invalid number type for indexing"));
    }
    if (!(key instanceof StringValue string)) {
      throw new BuiltinFailedException("invalid type for indexing");
    }
    String text = string.text();
    if (text.equals("-")) {
      return length;
    }
    if (!INDEX.matcher(text).matches()) {
      throw new BuiltinFailedException("invalid string for indexing");
    }
    if (!text.equals("0") && text.startsWith("0")) {
      throw new BuiltinFailedException("leading zeros are not allowed in JSON paths");
    }
    int point = text.indexOf('.');
    return Long.parseLong(point < 0 ? text : text.substring(0, point));
  }

  void insert(List<Value> path, Value value) {
    if (path.isEmpty()) {
      root = value;
      return;
    }
    List<Value> parents = parents(path, "insert");
    Value last = path.getLast();
    rebuild(parents, path, inserted(parents.getLast(), last, value));
  }

  void delete(List<Value> path) {
    if (path.isEmpty()) {
      if (root == null) {
        throw new BuiltinFailedException("deleted node encountered during delete operation");
      }
      root = null;
      return;
    }
    List<Value> parents = parents(path, "delete");
    rebuild(parents, path, deleted(parents.getLast(), path.getLast()));
  }

  private List<Value> parents(List<Value> path, String operation) {
    Value at = root;
    if (at == null) {
      throw new BuiltinFailedException(
          path.size() > 1
              ? "nil value encountered where composite value was expected"
              : "deleted node encountered during " + operation + " operation");
    }
    List<Value> parents = new ArrayList<>();
    parents.add(at);
    for (Value key : path.subList(0, path.size() - 1)) {
      context.spend(2);
      at = child(at, key);
      parents.add(at);
    }
    return parents;
  }

  private void rebuild(List<Value> parents, List<Value> path, Value changed) {
    Value value = changed;
    for (int i = parents.size() - 2; i >= 0; i--) {
      value = replaced(parents.get(i), path.get(i), value);
    }
    root = value;
  }

  private Value replaced(Value parent, Value key, Value value) {
    return switch (parent) {
      case ObjectValue object -> {
        TableValue copy = copy(object);
        copy.put(key, value);
        yield copy;
      }
      case SetValue set -> {
        List<Value> members = new ArrayList<>(set.sorted());
        context.spend(members.size());
        members.remove(key);
        members.add(value);
        yield SetValue.of(members);
      }
      case ArrayValue array -> {
        List<Value> items = new ArrayList<>(array.items());
        context.spend(1 + items.size() / 5);
        items.set((int) index(array.size(), key), value);
        yield ArrayValue.of(items);
      }
      default -> throw new IllegalStateException("no collection: " + parent);
    };
  }

  private TableValue copy(ObjectValue object) {
    TableValue copy = TableValue.growing();
    List<Value> keys = object.sortedKeys();
    context.spend(keys.size());
    keys.forEach(k -> copy.put(k, object.required(k)));
    return copy;
  }

  private Value inserted(Value parent, Value key, Value value) {
    return switch (parent) {
      case ObjectValue object -> {
        TableValue copy = copy(object);
        copy.put(key, value);
        yield copy;
      }
      case SetValue set -> {
        if (!key.equals(value)) {
          throw new BuiltinFailedException(
              "set key "
                  + RegoText.of(key)
                  + " does not equal value to be inserted "
                  + RegoText.of(value));
        }
        List<Value> members = new ArrayList<>(set.sorted());
        context.spend(members.size());
        members.add(value);
        yield SetValue.of(members);
      }
      case ArrayValue array -> {
        long index = index(array.size(), key);
        if (index < 0 || index > array.size()) {
          throw new BuiltinFailedException("index for array insertion out of bounds");
        }
        List<Value> items = new ArrayList<>(array.items());
        context.spend(1 + items.size() / 5);
        items.add((int) index, value);
        yield ArrayValue.of(items);
      }
      default ->
          throw new BuiltinFailedException(
              "expected composite type, found value: " + shown(parent));
    };
  }

  private Value deleted(Value parent, Value key) {
    return switch (parent) {
      case ObjectValue object -> {
        if (object.get(key) == null) {
          throw notThere(key);
        }
        TableValue copy = TableValue.growing();
        for (Value each : object.sortedKeys()) {
          context.spend(1);
          if (!each.equals(key)) {
            copy.put(each, object.required(each));
          }
        }
        yield copy;
      }
      case SetValue set -> {
        if (!set.contains(key)) {
          throw notThere(key);
        }
        List<Value> members = new ArrayList<>(set.sorted());
        context.spend(members.size());
        members.remove(key);
        yield SetValue.of(members);
      }
      case ArrayValue array -> {
        long index = index(array.size(), key);
        if (index < 0 || index >= array.size()) {
          throw new BuiltinFailedException("index for array delete out of bounds");
        }
        List<Value> items = new ArrayList<>(array.items());
        context.spend(1 + items.size() / 5);
        items.remove((int) index);
        yield ArrayValue.of(items);
      }
      default ->
          throw new BuiltinFailedException(
              "expected composite type, found value: " + shown(parent));
    };
  }

  private static BuiltinFailedException notThere(Value key) {
    return new BuiltinFailedException(
        "cannot delete child key " + RegoText.of(key) + " that does not exist");
  }
}
