package io.watchword.authz.plan.optimise;

import io.watchword.authz.plan.Operand;
import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.plan.Stmt;
import io.watchword.authz.plan.Where;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NullValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Statements in a row that make constants and add constants to them, carried out beforehand. One
/// block, one thread.
final class ConstantRun {

  private final PlanProgram program;
  private final Map<Integer, Value> made = new LinkedHashMap<>();
  private final LocalCounts own = new LocalCounts(-1);
  private Where at = new Where(0, 0, 0);

  ConstantRun(PlanProgram program) {
    this.program = program;
  }

  /// Whether `statement` belongs to the row; it is then done.
  boolean take(Stmt statement) {
    boolean taken =
        switch (statement) {
          case Stmt.MakeArray s -> make(s.target(), ArrayValue.growing(s.capacity()));
          case Stmt.MakeSet s -> make(s.target(), SetValue.growing());
          case Stmt.MakeObject s -> make(s.target(), TableValue.growing());
          case Stmt.MakeNull s -> make(s.target(), NullValue.NULL);
          case Stmt.MakeNumberInt s -> make(s.target(), NumberValue.of(s.value()));
          case Stmt.MakeNumberRef s ->
              make(s.target(), NumberValue.parse(program.strings().get(s.index())));
          case Stmt.ArrayAppend s -> append(s);
          case Stmt.SetAdd s -> add(s);
          case Stmt.ObjectInsert s -> insert(s);
          default -> false;
        };
    if (taken) {
      own.add(statement);
      at = statement.at();
    }
    return taken;
  }

  private boolean make(int target, Value value) {
    made.put(target, value);
    return true;
  }

  private boolean append(Stmt.ArrayAppend s) {
    Value value = constant(s.value());
    if (value == null || !(made.get(s.array()) instanceof ArrayValue array)) {
      return false;
    }
    array.append(value);
    return true;
  }

  private boolean add(Stmt.SetAdd s) {
    Value value = constant(s.value());
    if (value == null || !(made.get(s.set()) instanceof SetValue set)) {
      return false;
    }
    set.add(value);
    return true;
  }

  private boolean insert(Stmt.ObjectInsert s) {
    Value key = constant(s.key());
    Value value = constant(s.value());
    if (key == null || value == null || !(made.get(s.object()) instanceof TableValue table)) {
      return false;
    }
    table.put(key, value);
    return true;
  }

  private @Nullable Value constant(Operand operand) {
    return switch (operand) {
      case Operand.Local local -> made.get(local.index());
      case Operand.Text text -> new StringValue(program.strings().get(text.index()));
      case Operand.Bool bool -> BooleanValue.of(bool.value());
    };
  }

  /// Whether nothing outside of the row adds to what it made.
  boolean isSelfContained(LocalCounts all) {
    return made.entrySet().stream()
        .noneMatch(
            e -> isCollection(e.getValue()) && all.growths(e.getKey()) > own.growths(e.getKey()));
  }

  private static boolean isCollection(Value value) {
    return value instanceof ArrayValue || value instanceof SetValue || value instanceof TableValue;
  }

  /// What is left of the row: a constant for each local that is read outside of it.
  List<Stmt> remains(LocalCounts all) {
    List<Stmt> remains = new ArrayList<>();
    made.forEach(
        (local, value) -> {
          if (all.reads(local) > own.reads(local)) {
            remains.add(new Stmt.Constant(value, local, at));
          }
        });
    return remains;
  }
}
