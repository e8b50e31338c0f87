package io.watchword.authz.value;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Which fields a [FactsObject] has and how each is read off its facts; made once for all of them.
/// Immutable.
///
/// @param <F> the facts
public final class FactsShape<F> {

  /// A field. All but one of the readers are null.
  record Field<F>(
      StringValue name,
      @Nullable Function<F, String> text,
      @Nullable Function<F, @Nullable Value> value,
      @Nullable FactsShape<F> object) {}

  private final List<Field<F>> fields;
  private final Map<String, Integer> numbers = new HashMap<>();

  private FactsShape(List<Field<F>> fields) {
    this.fields = List.copyOf(fields);
    for (int i = 0; i < fields.size(); i++) {
      numbers.put(fields.get(i).name().text(), i);
    }
  }

  public static <F> Builder<F> of() {
    return new Builder<>();
  }

  int size() {
    return fields.size();
  }

  Field<F> field(int number) {
    return fields.get(number);
  }

  /// Number of a field; -1 where there is none of that name.
  int find(Value name) {
    Integer number = name instanceof StringValue text ? numbers.get(text.text()) : null;
    return number == null ? -1 : number;
  }

  /// Collects fields. Used by one thread.
  public static final class Builder<F> {

    private final List<Field<F>> fields = new ArrayList<>();

    /// A text; the field is absent where it is empty.
    public Builder<F> text(String name, Function<F, String> read) {
      fields.add(new Field<>(new StringValue(name), read, null, null));
      return this;
    }

    /// Any value; the field is absent where there is none.
    public Builder<F> value(String name, Function<F, @Nullable Value> read) {
      fields.add(new Field<>(new StringValue(name), null, read, null));
      return this;
    }

    /// An object read off the same facts.
    public Builder<F> object(String name, FactsShape<F> shape) {
      fields.add(new Field<>(new StringValue(name), null, null, shape));
      return this;
    }

    public FactsShape<F> build() {
      return new FactsShape<>(fields);
    }
  }
}
