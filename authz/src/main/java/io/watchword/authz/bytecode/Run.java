package io.watchword.authz.bytecode;

import io.watchword.authz.engine.Budget;
import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The state of one evaluation, on one thread. Reused by later evaluations of the same engine.
final class Run {

  /// Stands for a rule that was found undefined, where null means not known.
  static final Value UNDEFINED = new StringValue("undefined");

  final BytecodeEngine engine;
  EvaluationContext context;
  @Nullable Value input;
  Value data;

  /// What an outlined method returns on its function's behalf.
  @Nullable Value returned;

  /// The result set; null in rules.
  @Nullable List<Value> results;

  /// The definition that made the function last left, from 1; 0 for none.
  int definedAt;

  /// Blocks to run, of all functions under way.
  final Chosen chosen = new Chosen();

  private static final int AHEAD = 1024;

  private Budget budget;
  private int definition;
  private long fuel;
  private final @Nullable Value[] memo;
  private final ReplacedDocuments replaced = new ReplacedDocuments();
  private int[] remembered = new int[16];
  private int rememberedCount;
  private final long[] reached;
  private @Nullable KeptResults kept;

  /// What was reached before each rule that is being evaluated in order to be kept.
  private final Deque<long[]> reachedBefore = new ArrayDeque<>();

  Run(BytecodeEngine engine, EvaluationContext context) {
    this.engine = engine;
    this.memo = new @Nullable Value[engine.functionCount()];
    this.reached = new long[(engine.blocks().size() + 63) / 64];
    this.context = context;
    this.budget = context.budget();
    this.input = context.input();
    this.data = context.data();
  }

  /// Begins an evaluation.
  void begin(EvaluationContext with) {
    context = with;
    budget = with.budget();
    input = with.input();
    data = with.data();
    definition = 0;
    definedAt = 0;
    Arrays.fill(reached, 0);
    kept = engine.kept(with);
  }

  /// Ends it: nothing of it stays.
  void end() {
    budget.giveBack(fuel);
    fuel = 0;
    for (int i = 0; i < rememberedCount; i++) {
      memo[remembered[i]] = null;
    }
    rememberedCount = 0;
    replaced.forgetSince(0);
    chosen.shrink(0);
    input = null;
    returned = null;
    results = null;
    kept = null;
    while (!reachedBefore.isEmpty()) {
      add(reachedBefore.pop());
    }
  }

  /// The result of a rule under two documents, [#UNDEFINED] for none; null where it is not known.
  @SuppressWarnings("ReferenceEquality")
  @Nullable Value known(int function, @Nullable Value asInput, @Nullable Value asData) {
    if (asInput != input || asData != data) {
      return replaced.known(function, asInput, asData);
    }
    return kept == null || !engine.isDataRule(function)
        ? memo[function]
        : kept(kept, function, memo[function]);
  }

  private @Nullable Value kept(KeptResults from, int function, @Nullable Value own) {
    KeptResults.Entry entry = from.entry(function);
    if (entry != null) {
      add(entry.reached());
      definedAt = entry.definedAt();
      return entry.value();
    }
    if (own == null) {
      reachedBefore.push(reached.clone());
      Arrays.fill(reached, 0);
    }
    return own;
  }

  private void add(long[] others) {
    for (int i = 0; i < reached.length; i++) {
      reached[i] |= others[i];
    }
  }

  /// Keeps the result of a rule.
  @SuppressWarnings("ReferenceEquality")
  void remember(
      int function, @Nullable Value asInput, @Nullable Value asData, @Nullable Value result) {
    Value value = result == null ? UNDEFINED : result;
    if (asInput != input || asData != data) {
      replaced.remember(function, asInput, asData, value);
      return;
    }
    memo[function] = value;
    if (kept != null && engine.isDataRule(function)) {
      kept.keep(function, new KeptResults.Entry(value, definedAt, reached.clone()));
      add(reachedBefore.pop());
    }
    if (rememberedCount == remembered.length) {
      remembered = Arrays.copyOf(remembered, 2 * rememberedCount);
    }
    remembered[rememberedCount++] = function;
  }

  /// A `with` begins; gives what [#forgetSince] wants back.
  int mark() {
    return replaced.mark();
  }

  /// It ends.
  void forgetSince(int mark) {
    replaced.forgetSince(mark);
  }

  /// A remembered result as a function returns it.
  @SuppressWarnings("ReferenceEquality")
  static @Nullable Value result(Value known) {
    return known == UNDEFINED ? null : known;
  }

  /// A function is entered; gives what [#leave] wants back.
  int enter(int cost) {
    budget.enter();
    spend(cost);
    int outer = definition;
    definition = 0;
    return outer;
  }

  /// It is left without an exception.
  void leave(int outer) {
    budget.leave();
    definedAt = definition;
    definition = outer;
  }

  /// Pays for work; draws on the budget only now and then.
  void spend(long amount) {
    fuel -= amount;
    if (fuel < 0) {
      draw();
    }
  }

  private void draw() {
    while (fuel < 0) {
      fuel += budget.draw(AHEAD - fuel);
    }
  }

  /// A definition of the function under way gave a result.
  void defined(int position) {
    if (definition == 0) {
      definition = position;
    }
  }

  /// A block of a rule begins.
  void reach(int block) {
    reached[block >> 6] |= 1L << block;
  }

  /// What was reached since the evaluation began.
  List<ReachedBlock> reached() {
    List<ReachedBlock> all = new ArrayList<>();
    BitSet.valueOf(reached).stream().forEach(block -> all.add(engine.blocks().get(block)));
    return all;
  }
}
