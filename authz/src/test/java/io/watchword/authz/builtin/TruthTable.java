package io.watchword.authz.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.authz.builtin.golang.GoQuote;
import io.watchword.authz.builtin.golang.GoString;
import io.watchword.authz.builtin.table.Builtins;
import io.watchword.authz.engine.Budget;
import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/// A resource with one call a line: function, arguments as JSON, and what OPA answers: JSON,
/// `undefined`, or `!` with code and message. A set is `{"$set": [...]}`, an object with other keys
/// than strings `{"$obj": [[key, value], ...]}`, a byte that is no character the escape of U+DC00
/// plus it.
public final class TruthTable {

  private final String resource;

  private TruthTable(String resource) {
    this.resource = resource;
  }

  /// The table in this package's resources.
  public static TruthTable of(String resource) {
    return new TruthTable(resource);
  }

  /// Fails with all rows that came out different.
  public void holds() throws IOException {
    List<String> wrong = new ArrayList<>();
    int rows = 0;
    for (String line : lines()) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      rows++;
      String[] cells = line.split("\t", 3);
      String actual = answer(cells[0], cells[1]);
      if (!actual.equals(canonical(cells[2]))) {
        wrong.add(
            cells[0] + " " + cells[1] + "\n  opa:  " + canonical(cells[2]) + "\n  ours: " + actual);
      }
    }
    assertThat(wrong).as(resource).isEmpty();
    assertThat(rows).as(resource).isPositive();
  }

  private static String answer(String name, String arguments) {
    Builtin builtin = Builtins.find(name).orElseThrow();
    Value[] values =
        ((ArrayValue) decoded(ValueJson.parse(arguments))).items().toArray(Value[]::new);
    try {
      Value result = builtin.call(EvaluationContext.empty(Budget.fuel(100_000_000)), values);
      return result == null ? "undefined" : shown(result);
    } catch (BuiltinFailedException e) {
      return "!" + e.kind().code() + " " + GoQuote.quote(Objects.requireNonNull(e.getMessage()));
    }
  }

  private static String canonical(String wanted) {
    if (wanted.startsWith("!")) {
      int space = wanted.indexOf(' ');
      String message = ((StringValue) ValueJson.parse(wanted.substring(space + 1))).text();
      return wanted.substring(0, space + 1) + GoQuote.quote(message);
    }
    return wanted.equals("undefined") ? wanted : shown(decoded(ValueJson.parse(wanted)));
  }

  private static Value decoded(Value value) {
    if (value instanceof ArrayValue array) {
      return ArrayValue.of(array.items().stream().map(TruthTable::decoded).toList());
    }
    if (!(value instanceof ObjectValue object)) {
      return value;
    }
    Value set = object.get(new StringValue("$set"));
    if (set != null) {
      return SetValue.of(((ArrayValue) decoded(set)).items());
    }
    if (object.get(new StringValue("$bytes")) instanceof StringValue hex) {
      return new StringValue(GoString.of(HexFormat.of().parseHex(hex.text())));
    }
    TableValue table = TableValue.growing();
    Value pairs = object.get(new StringValue("$obj"));
    if (pairs != null) {
      for (Value pair : ((ArrayValue) pairs).items()) {
        List<Value> both = ((ArrayValue) pair).items();
        table.put(decoded(both.getFirst()), decoded(both.getLast()));
      }
      return table;
    }
    object.sortedKeys().forEach(key -> table.put(key, decoded(object.required(key))));
    return table;
  }

  // With the spelling of numbers, and sets apart from arrays.
  private static String shown(Value value) {
    return switch (value) {
      case NumberValue number -> number.toString();
      case StringValue string -> GoQuote.quote(string.text());
      case ArrayValue array -> array.items().stream().map(TruthTable::shown).toList().toString();
      case SetValue set -> "set" + set.sorted().stream().map(TruthTable::shown).toList();
      case ObjectValue object -> {
        List<String> entries = new ArrayList<>();
        for (Value key : object.sortedKeys()) {
          entries.add(shown(key) + ": " + shown(object.required(key)));
        }
        yield "object" + entries;
      }
      default -> value.toString();
    };
  }

  private List<String> lines() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(TruthTable.class.getResourceAsStream(resource), resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
