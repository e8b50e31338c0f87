package io.watchword.authz.interpret;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.builtin.table.Builtins;
import io.watchword.authz.engine.Engine;
import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.engine.EvaluationFailedException;
import io.watchword.authz.engine.Outcome;
import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.plan.Where;
import io.watchword.authz.plan.optimise.Optimiser;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueLimitException;
import io.watchword.platform.diagnostics.SourcePosition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Runs plans, slowly and obviously. Immutable and thread-safe; each evaluation has its own
/// [Evaluation].
public final class Interpreter implements Engine {

  final PlanProgram program;
  private final List<PlanProgram.Entry> entries;
  final StringValue[] strings;
  final Value[] numbers;
  private final Map<String, Code> functions = new HashMap<>();
  private final Map<List<String>, Code> paths = new HashMap<>();
  private final Map<String, Builtin> builtins = new HashMap<>();

  /// @throws IllegalArgumentException if the plan calls what neither it nor we have
  public Interpreter(PlanProgram program) {
    this.program = program;
    PlanProgram prepared = Optimiser.NONE.optimise(program);
    this.entries = prepared.entries();
    this.strings = program.strings().stream().map(StringValue::new).toArray(StringValue[]::new);
    this.numbers = new Value[strings.length];
    for (PlanProgram.Function function : prepared.functions()) {
      Code code = new Code(function, functions.size());
      functions.put(function.name(), code);
      paths.put(function.path(), code);
    }
    for (String name : program.builtins()) {
      builtins.put(
          name,
          Builtins.find(name)
              .orElseThrow(
                  () -> new IllegalArgumentException("built-in `" + name + "` is not supported")));
    }
  }

  @Override
  public Outcome rule(String function, EvaluationContext context) {
    return shallow(() -> new Evaluation(this, context, null).rule(function));
  }

  /// As [#rule], with every step reported.
  public Outcome trace(String function, EvaluationContext context, Tracer tracer) {
    return shallow(() -> new Evaluation(this, context, tracer).rule(function));
  }

  @Override
  public List<Value> entry(String name, EvaluationContext context) {
    return results(name, context, null);
  }

  /// As [#entry], with every step reported.
  public List<Value> traceEntry(String name, EvaluationContext context, Tracer tracer) {
    return results(name, context, tracer);
  }

  private List<Value> results(String name, EvaluationContext context, @Nullable Tracer tracer) {
    for (PlanProgram.Entry entry : entries) {
      if (entry.name().equals(name)) {
        List<Value> results = new ArrayList<>();
        return shallow(
            () -> {
              new Evaluation(this, context, tracer).entry(entry, results);
              return results;
            });
      }
    }
    throw new IllegalArgumentException("no entry point `" + name + "`");
  }

  @Override
  public PlanProgram program() {
    return program;
  }

  /// Rules that call each other deeply, each through many loops, may need more stack than the
  /// thread has, whatever the limits are.
  private static <T> T shallow(Supplier<T> evaluation) {
    try {
      return evaluation.get();
    } catch (StackOverflowError | ValueLimitException tooDeep) {
      throw new EvaluationFailedException(
          "eval_internal_error", "the evaluation is nested too deeply");
    }
  }

  @Nullable Code code(String function) {
    return functions.get(function);
  }

  @Nullable Code codeAt(List<String> path) {
    return paths.get(path);
  }

  SourcePosition position(Where at) {
    List<String> files = program.files();
    String file = at.file() < files.size() ? files.get(at.file()) : "";
    return new SourcePosition(file, Math.max(1, at.row()), Math.max(1, at.col()));
  }

  List<StringValue> path(List<Integer> indexes) {
    return indexes.stream().map(index -> strings[index]).toList();
  }

  int functionCount() {
    return functions.size();
  }

  @Nullable Builtin builtin(String name) {
    return builtins.get(name);
  }
}
