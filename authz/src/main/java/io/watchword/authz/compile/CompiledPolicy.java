package io.watchword.authz.compile;

import io.watchword.authz.builtin.BuiltinSettings;
import io.watchword.authz.engine.Budget;
import io.watchword.authz.engine.Engine;
import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.engine.EvaluationFailedException;
import io.watchword.authz.interpret.Interpreter;
import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Source;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// A query that is ready to be answered, as often as one likes. Thread-safe: immutable.
public final class CompiledPolicy {

  private final Engine engine;
  private final String entry;
  private final List<Written> expressions;
  private final Set<String> captures;
  private final Map<String, Source> sources;
  private final BuiltinSettings builtins;
  private final ObjectValue data;

  CompiledPolicy(
      Engine engine,
      String entry,
      List<Written> expressions,
      Map<String, Source> sources,
      BuiltinSettings builtins) {
    this(engine, entry, expressions, sources, builtins, TableValue.growing());
  }

  private CompiledPolicy(
      Engine engine,
      String entry,
      List<Written> expressions,
      Map<String, Source> sources,
      BuiltinSettings builtins,
      ObjectValue data) {
    this.engine = engine;
    this.entry = entry;
    this.expressions = List.copyOf(expressions);
    this.captures =
        expressions.stream().flatMap(e -> e.variable().stream()).collect(Collectors.toSet());
    this.sources = Map.copyOf(sources);
    this.builtins = builtins;
    this.data = data;
  }

  /// One of the query's expressions.
  ///
  /// @param variable of the result that holds its value; empty: the value is `true`
  public record Written(String text, Location at, Optional<String> variable) {}

  /// The query's expressions, in order.
  public List<Written> expressions() {
    return expressions;
  }

  /// The same about other base documents.
  public CompiledPolicy withData(ObjectValue other) {
    return new CompiledPolicy(engine, entry, expressions, sources, builtins, other);
  }

  /// The answer for an input document, within the standard budget; reaches the hosts that the
  /// capabilities allow.
  ///
  /// @throws EvaluationFailedException where there is none: conflicting results, out of budget
  public Evaluated evaluate(Value input) {
    Budget budget = Budget.fuel(Budget.DEFAULT_FUEL);
    return evaluate(EvaluationContext.of(input, data, budget).with(builtins));
  }

  /// The answer in a context of the caller's, with its documents, budget and settings.
  ///
  /// @throws EvaluationFailedException where there is none: conflicting results, out of budget
  public Evaluated evaluate(EvaluationContext context) {
    List<Evaluated.Row> rows = new ArrayList<>();
    for (Value result : engine.entry(entry, context)) {
      rows.add(row((ObjectValue) result));
    }
    return new Evaluated(rows);
  }

  /// The answer, told line by line as it comes about; on the interpreter, and slow.
  ///
  /// @param everything every step; otherwise what failed, and notes of `trace`
  /// @throws EvaluationFailedException where there is none
  public Evaluated explain(EvaluationContext context, boolean everything, Consumer<String> lines) {
    Narration narration = new Narration(plan(), sources, context, everything, lines);
    List<Evaluated.Row> rows = new ArrayList<>();
    for (Value result : new Interpreter(plan()).traceEntry(entry, context, narration)) {
      rows.add(row((ObjectValue) result));
    }
    return new Evaluated(rows);
  }

  /// What is run; `plan.json` for other engines.
  public PlanProgram plan() {
    return engine.program();
  }

  private Evaluated.Row row(ObjectValue result) {
    List<Value> values = new ArrayList<>();
    for (Written expression : expressions) {
      values.add(
          expression
              .variable()
              .map(name -> result.required(new StringValue(name)))
              .orElse(BooleanValue.TRUE));
    }
    TableValue bindings = TableValue.growing();
    for (Value name : result.sortedKeys()) {
      if (!(name instanceof StringValue text && captures.contains(text.text()))) {
        bindings.put(name, result.required(name));
      }
    }
    return new Evaluated.Row(values, bindings);
  }
}
