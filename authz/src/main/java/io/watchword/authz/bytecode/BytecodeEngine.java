package io.watchword.authz.bytecode;

import io.watchword.authz.engine.Engine;
import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.engine.EvaluationFailedException;
import io.watchword.authz.engine.Outcome;
import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.plan.Where;
import io.watchword.authz.plan.optimise.Optimiser;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueLimitException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/// Runs a plan as bytecode. Thread-safe: each evaluation has its own [Run], and what is kept
/// between them are results that any of them would have come to.
public final class BytecodeEngine implements Engine {

  private static final int KEPT = 32;

  private final PlanProgram program;
  private final LinkedProgram linked;
  private final BitSet dataRules;
  private volatile WeakReference<Value> seen = new WeakReference<>(null);
  private volatile @Nullable KeptResults kept;
  private final ConcurrentLinkedDeque<Run> idle = new ConcurrentLinkedDeque<>();

  private BytecodeEngine(PlanProgram program, LinkedProgram linked) {
    this.program = program;
    this.linked = linked;
    this.dataRules = linked.dataRules();
  }

  /// @throws IllegalArgumentException if the plan calls what neither it nor we have
  public static BytecodeEngine compile(PlanProgram program) {
    return compile(program, Outlining.LARGEST);
  }

  /// @param largestMethod bytes of a method, about
  static BytecodeEngine compile(PlanProgram program, int largestMethod) {
    return of(program, Map.of(), largestMethod);
  }

  /// As [#compile]; packages that are in both programs as they were are not compiled again.
  public BytecodeEngine recompile(PlanProgram changed) {
    return of(changed, linked.classes(), Outlining.LARGEST);
  }

  private static BytecodeEngine of(
      PlanProgram program, Map<String, UnitClass> known, int largestMethod) {
    PlanProgram prepared = Optimiser.STANDARD.optimise(program);
    return new BytecodeEngine(
        program, LinkedProgram.of(prepared, known, new Outlining(largestMethod)));
  }

  @Override
  public PlanProgram program() {
    return program;
  }

  @Override
  public List<Value> entry(String name, EvaluationContext context) {
    CompiledUnit.Import entry = linked.entry(name);
    if (entry == null) {
      throw new IllegalArgumentException("no entry point `" + name + "`");
    }
    Run run = begin(context);
    List<Value> results = new ArrayList<>();
    run.results = results;
    try {
      entry.unit.entry(entry.function, run, run.input, run.data);
    } catch (StackOverflowError | ValueLimitException tooDeep) {
      throw nestedTooDeeply();
    } finally {
      end(run);
    }
    return results;
  }

  @Override
  public Outcome rule(String function, EvaluationContext context) {
    CompiledUnit.Import rule = linked.function(function);
    if (rule == null) {
      return new Outcome(null, null);
    }
    Run run = begin(context);
    try {
      Value value = rule.rule(run, run.input, run.data);
      return new Outcome(value, definedAt(rule, run));
    } catch (StackOverflowError | ValueLimitException tooDeep) {
      throw nestedTooDeeply();
    } finally {
      end(run);
    }
  }

  // Rules that call each other deeply may need more stack than the thread has.
  static EvaluationFailedException nestedTooDeeply() {
    return new EvaluationFailedException(
        "eval_internal_error", "the evaluation is nested too deeply");
  }

  private static @Nullable Where definedAt(CompiledUnit.Import rule, Run run) {
    return run.definedAt == 0 ? null : rule.unit.positions[run.definedAt - 1];
  }

  /// One rule, to be asked many times by one thread.
  ///
  /// @param context data, settings and budget of each evaluation
  public Optional<RuleEvaluator> evaluator(String function, EvaluationContext context) {
    return Optional.ofNullable(linked.function(function))
        .map(rule -> new RuleEvaluator(this, rule, context));
  }

  /// Whether a rule depends on data alone.
  boolean isDataRule(int function) {
    return dataRules.get(function);
  }

  /// Where results of such rules are kept; null where none are. They are once a document comes a
  /// second time in a row: one that is asked about once is not worth it.
  @SuppressWarnings("ReferenceEquality")
  @Nullable KeptResults kept(EvaluationContext context) {
    if (dataRules.isEmpty() || context.strictErrors()) {
      return null;
    }
    KeptResults known = kept;
    if (known != null && known.areFor(context)) {
      return known;
    }
    if (seen.get() != context.data()) {
      seen = new WeakReference<>(context.data());
      return null;
    }
    KeptResults fresh = new KeptResults(context, functionCount());
    kept = fresh;
    return fresh;
  }

  private Run begin(EvaluationContext context) {
    Run run = idle.pollFirst();
    if (run == null) {
      run = new Run(this, context);
    }
    run.begin(context);
    return run;
  }

  private void end(Run run) {
    run.end();
    if (idle.size() < KEPT) {
      idle.addFirst(run);
    }
  }

  /// The class that holds a function.
  Class<?> classOf(String function) {
    CompiledUnit.Import known = linked.function(function);
    if (known == null) {
      throw new IllegalArgumentException("no function `" + function + "`");
    }
    return known.unit.getClass();
  }

  int functionCount() {
    return linked.functionCount();
  }

  List<ReachedBlock> blocks() {
    return linked.blocks();
  }

  CompiledUnit.@Nullable Import atPath(String path) {
    return linked.atPath(path);
  }
}
