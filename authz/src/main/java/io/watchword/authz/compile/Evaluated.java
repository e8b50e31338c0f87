package io.watchword.authz.compile;

import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.Value;
import java.util.List;
import java.util.Optional;

/// The answer to a query: a row for each way in which it holds; no row where it is undefined.
public record Evaluated(List<Row> rows) {

  public Evaluated {
    rows = List.copyOf(rows);
  }

  /// One way in which a query holds.
  ///
  /// @param expressions the value of each of the query's expressions, in order
  /// @param bindings variable to value
  public record Row(List<Value> expressions, ObjectValue bindings) {
    public Row {
      expressions = List.copyOf(expressions);
    }
  }

  public boolean isDefined() {
    return !rows.isEmpty();
  }

  /// The value of the query's one expression; empty where it is undefined, or has several rows.
  public Optional<Value> value() {
    return rows.size() == 1 && rows.get(0).expressions().size() == 1
        ? Optional.of(rows.get(0).expressions().get(0))
        : Optional.empty();
  }

  /// Whether the query's one expression is `true` and nothing else.
  public boolean isAllowed() {
    return value().map(BooleanValue.TRUE::equals).orElse(false);
  }
}
