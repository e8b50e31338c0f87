package io.watchword.authz.value;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An object whose fields are read off facts that are no JSON, when a policy first asks for them. A
/// text that is only compared is never made a value. Used on one thread.
///
/// @param <F> the facts
public final class FactsObject<F> extends ObjectValue {

  private final FactsShape<F> shape;
  private final @Nullable Value[] known;
  private F facts;

  public FactsObject(FactsShape<F> shape, F facts) {
    this.shape = shape;
    this.facts = facts;
    this.known = new @Nullable Value[shape.size()];
  }

  /// Shows other facts from now on, so that one object serves many evaluations without garbage.
  ///
  /// INVARIANT: nothing that an earlier evaluation gave is used any more; parts of it may be this
  /// object.
  public void show(F others) {
    facts = others;
    for (int i = 0; i < known.length; i++) {
      if (known[i] instanceof FactsObject<?> inner && shape.field(i).object() != null) {
        @SuppressWarnings("unchecked")
        FactsObject<F> same = (FactsObject<F>) inner;
        same.show(others);
      } else {
        known[i] = null;
      }
    }
  }

  /// The text of a field, without a value being made of it; null where it is none or not known to
  /// be one.
  public @Nullable String text(Value key) {
    int number = shape.find(key);
    if (number < 0) {
      return null;
    }
    var read = shape.field(number).text();
    if (read == null) {
      return null;
    }
    String text = read.apply(facts);
    return text.isEmpty() ? null : text;
  }

  @Override
  public @Nullable Value get(Value key) {
    int number = shape.find(key);
    return number < 0 ? null : field(number);
  }

  private @Nullable Value field(int number) {
    Value value = known[number];
    if (value == null) {
      value = read(shape.field(number));
      known[number] = value;
    }
    return value;
  }

  private @Nullable Value read(FactsShape.Field<F> field) {
    if (field.object() != null) {
      return new FactsObject<>(field.object(), facts);
    }
    if (field.value() != null) {
      return field.value().apply(facts);
    }
    String text = field.text() == null ? "" : field.text().apply(facts);
    return text.isEmpty() ? null : new StringValue(text);
  }

  @Override
  public List<Value> sortedKeys() {
    List<Value> keys = new ArrayList<>();
    for (int i = 0; i < shape.size(); i++) {
      if (field(i) != null) {
        keys.add(shape.field(i).name());
      }
    }
    keys.sort(null);
    return keys;
  }

  @Override
  public int depth() {
    return Arrays.stream(known).filter(v -> v != null).mapToInt(Value::depth).max().orElse(0) + 1;
  }
}
