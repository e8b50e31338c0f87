package io.watchword.authz.plan.index;

import io.watchword.authz.plan.Block;
import io.watchword.authz.plan.Operand;
import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.plan.Stmt;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.NullValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads the guards off the beginning of a block: up to the first statement that calls, adds or
/// loops. One block, one thread.
final class GuardFinder {

  private final PlanProgram program;
  private final PlanProgram.Function function;
  private final ConstantTracker tracker;
  private final List<Guard> guards = new ArrayList<>();

  GuardFinder(PlanProgram program, PlanProgram.Function function) {
    this.program = program;
    this.function = function;
    this.tracker = new ConstantTracker(program.strings(), function.parameters());
  }

  List<Guard> find(Block block) {
    List<Stmt> statements = block.statements();
    for (int i = 0; i < statements.size(); i++) {
      Optional<Stmt> next =
          i + 1 < statements.size() ? Optional.of(statements.get(i + 1)) : Optional.empty();
      if (!read(statements.get(i), next)) {
        break;
      }
    }
    return guards;
  }

  /// Whether to read on.
  private boolean read(Stmt statement, Optional<Stmt> next) {
    switch (statement) {
      case Stmt.ResetLocal s -> tracker.forget(s.target());
      case Stmt.Dot s -> tracker.step(s.target(), s.source(), s.key());
      case Stmt.AssignVar s -> tracker.copy(s.target(), s.source());
      case Stmt.AssignInt s -> tracker.fix(s.target(), NumberValue.of(s.value()));
      case Stmt.MakeNumberInt s -> tracker.fix(s.target(), NumberValue.of(s.value()));
      case Stmt.MakeNumberRef s ->
          tracker.fix(s.target(), NumberValue.parse(program.strings().get(s.index())));
      case Stmt.MakeNull s -> tracker.fix(s.target(), NullValue.NULL);
      case Stmt.Constant s -> tracker.fix(s.target(), s.value());
      case Stmt.Len s -> tracker.forget(s.target());
      case Stmt.MakeArray s -> {
        return begin(s.target());
      }
      case Stmt.MakeSet s -> {
        return begin(s.target());
      }
      case Stmt.SetAdd s -> {
        return tracker.add(s.set(), s.value());
      }
      case Stmt.ArrayAppend s -> {
        return tracker.add(s.array(), s.value());
      }
      case Stmt.Equal s -> equal(s);
      case Stmt.NotEqual s -> {}
      case Stmt.IsDefined s -> {}
      case Stmt.IsUndefined s -> {}
      case Stmt.IsArray s -> {}
      case Stmt.IsObject s -> {}
      case Stmt.IsSet s -> {}
      case Stmt.Call s -> {
        return call(s, next);
      }
      case Stmt.AssignVarOnce s -> {
        return false;
      }
      case Stmt.Nested s -> {
        return false;
      }
      case Stmt.Break s -> {
        return false;
      }
      case Stmt.CallDynamic s -> {
        return false;
      }
      case Stmt.MakeObject s -> {
        return false;
      }
      case Stmt.Not s -> {
        return false;
      }
      case Stmt.ObjectInsertOnce s -> {
        return false;
      }
      case Stmt.ObjectInsert s -> {
        return false;
      }
      case Stmt.ObjectMerge s -> {
        return false;
      }
      case Stmt.ResultSetAdd s -> {
        return false;
      }
      case Stmt.ReturnLocal s -> {
        return false;
      }
      case Stmt.Scan s -> {
        return false;
      }
      case Stmt.With s -> {
        return false;
      }
    }
    return true;
  }

  private boolean begin(int target) {
    if (target == function.result()) {
      return false;
    }
    tracker.collect(target);
    return true;
  }

  private void equal(Stmt.Equal s) {
    addEquals(tracker.accessor(s.a()), tracker.constant(s.b()));
    addEquals(tracker.accessor(s.b()), tracker.constant(s.a()));
  }

  private void addEquals(@Nullable Accessor accessor, @Nullable Value constant) {
    if (accessor != null && constant != null) {
      guards.add(new Guard.Equals(accessor, Set.of(constant)));
    }
  }

  /// A membership test never fails, so that one may read on; others end the beginning.
  private boolean call(Stmt.Call call, Optional<Stmt> next) {
    boolean checked =
        next.isPresent()
            && next.get() instanceof Stmt.NotEqual not
            && not.a().equals(new Operand.Local(call.result()))
            && not.b().equals(new Operand.Bool(false));
    tracker.forget(call.result());
    List<Operand> arguments = call.arguments();
    if (!checked || arguments.size() < 2) {
      return call.function().equals("internal.member_2");
    }
    switch (call.function()) {
      case "internal.member_2" -> {
        Accessor accessor = tracker.accessor(arguments.get(0));
        List<Value> members = tracker.members(arguments.get(1));
        if (accessor != null && members != null) {
          guards.add(new Guard.Equals(accessor, new HashSet<>(members)));
        }
        return true;
      }
      case "startswith" ->
          affix(arguments, texts -> new Guard.StartsWith(texts.accessor(), texts.values()));
      case "endswith" ->
          affix(arguments, texts -> new Guard.EndsWith(texts.accessor(), texts.values()));
      case "glob.match" -> glob(arguments);
      default -> {}
    }
    return false;
  }

  private record Texts(Accessor accessor, List<String> values) {}

  private void affix(List<Operand> arguments, Function<Texts, Guard> guard) {
    Accessor accessor = tracker.accessor(arguments.get(0));
    if (accessor != null && tracker.constant(arguments.get(1)) instanceof StringValue text) {
      guards.add(guard.apply(new Texts(accessor, List.of(text.text()))));
    }
  }

  private void glob(List<Operand> arguments) {
    if (arguments.size() != 3
        || !(tracker.constant(arguments.get(0)) instanceof StringValue pattern)) {
      return;
    }
    Accessor accessor = tracker.accessor(arguments.get(2));
    Value delimiters = tracker.constant(arguments.get(1));
    List<Value> members = tracker.members(arguments.get(1));
    if (delimiters == null && members != null) {
      delimiters = ArrayValue.of(members);
    }
    if (accessor != null && delimiters != null) {
      guards.add(new Guard.Glob(accessor, pattern.text(), delimiters));
    }
  }
}
