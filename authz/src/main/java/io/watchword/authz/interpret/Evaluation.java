package io.watchword.authz.interpret;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.engine.Budget;
import io.watchword.authz.engine.Documents;
import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.engine.EvaluationFailedException;
import io.watchword.authz.engine.Outcome;
import io.watchword.authz.plan.Block;
import io.watchword.authz.plan.Operand;
import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.plan.Stmt;
import io.watchword.authz.plan.Where;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NullValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One evaluation, on one thread. Statements end in one of: done, undefined (ends the block),
/// return, or a break out of `n` more blocks.
final class Evaluation {

  private static final int DONE = -1;
  private static final int UNDEFINED = -2;
  private static final int RETURN = -3;

  private final Interpreter interpreter;
  private final EvaluationContext context;
  private final Budget budget;
  private final @Nullable Tracer tracer;
  private final @Nullable Value input;
  private final Value data;
  private final Memo memo;

  Evaluation(Interpreter interpreter, EvaluationContext context, @Nullable Tracer tracer) {
    this.interpreter = interpreter;
    this.context = context;
    this.budget = context.budget();
    this.tracer = tracer;
    this.input = context.input();
    this.data = context.data();
    this.memo = new Memo(interpreter.functionCount());
  }

  /// One call: its variables and, for rules, the definition that gave the first result.
  private static final class Frame {
    final @Nullable Value[] locals;
    final boolean function;
    final int result;
    @Nullable List<Value> results;
    @Nullable Where definedAt;
    @Nullable Value returned;

    Frame(int locals, boolean function, int result) {
      this.locals = new @Nullable Value[locals];
      this.function = function;
      this.result = result;
    }
  }

  Outcome rule(String name) {
    Code code = interpreter.code(name);
    return code == null ? new Outcome(null, null) : call(code, new @Nullable Value[] {input, data});
  }

  void entry(PlanProgram.Entry entry, List<Value> results) {
    Frame frame = new Frame(Code.highestOf(entry.blocks()) + 1, false, -1);
    frame.locals[0] = input;
    frame.locals[1] = data;
    frame.results = results;
    for (Block block : entry.blocks()) {
      run(block, frame);
    }
  }

  private Outcome call(Code code, @Nullable Value[] arguments) {
    if (code.isFunction() || tracer != null) {
      return evaluated(code, arguments);
    }
    @Nullable Outcome[] known = memo.under(arguments[0], arguments[1]);
    Outcome outcome = known[code.index()];
    if (outcome == null) {
      outcome = evaluated(code, arguments);
      known[code.index()] = outcome;
    }
    return outcome;
  }

  private Outcome evaluated(Code code, @Nullable Value[] arguments) {
    Frame frame = new Frame(code.locals(), code.isFunction(), code.function().result());
    List<Integer> parameters = code.function().parameters();
    for (int i = 0; i < arguments.length && i < parameters.size(); i++) {
      frame.locals[parameters.get(i)] = arguments[i];
    }
    if (tracer != null) {
      tracer.enter(code.function());
    }
    budget.enter();
    Outcome outcome = new Outcome(body(code.function().blocks(), frame), frame.definedAt);
    budget.leave();
    if (tracer != null) {
      tracer.leave(outcome.value() != null);
    }
    return outcome;
  }

  private @Nullable Value body(List<Block> blocks, Frame frame) {
    for (int i = 0; i < blocks.size(); i++) {
      if (tracer != null) {
        tracer.block(i);
      }
      if (run(blocks.get(i), frame) == RETURN) {
        return frame.returned;
      }
    }
    return null;
  }

  private int run(Block block, Frame frame) {
    List<Stmt> statements = block.statements();
    for (int i = 0; i < statements.size(); i++) {
      budget.spend(1);
      Stmt statement = statements.get(i);
      if (tracer != null) {
        tracer.step(statement);
      }
      int end = run(statement, frame);
      if (end == DONE) {
        continue;
      }
      if (end == UNDEFINED || end == 0) {
        if (tracer != null) {
          tracer.undefined(statement);
        }
        return UNDEFINED;
      }
      return end == RETURN ? RETURN : end - 1;
    }
    return DONE;
  }

  private int run(Stmt statement, Frame frame) {
    @Nullable Value[] locals = frame.locals;
    return switch (statement) {
      case Stmt.Dot s -> dot(s, locals);
      case Stmt.Equal s -> {
        Value a = read(s.a(), locals);
        Value b = read(s.b(), locals);
        yield defined(a != null && b != null && a.equals(b));
      }
      case Stmt.NotEqual s -> {
        Value a = read(s.a(), locals);
        Value b = read(s.b(), locals);
        yield defined(a != null && b != null && !a.equals(b));
      }
      case Stmt.Call s -> call(s, locals);
      case Stmt.Not s -> {
        int end = run(s.block(), frame);
        yield end == DONE ? UNDEFINED : end == UNDEFINED ? DONE : end;
      }
      case Stmt.Nested s -> nested(s, frame);
      case Stmt.Break s -> s.index();
      case Stmt.AssignVar s -> set(locals, s.target(), read(s.source(), locals));
      case Stmt.AssignVarOnce s -> assignOnce(s, frame);
      case Stmt.AssignInt s -> set(locals, s.target(), NumberValue.of(s.value()));
      case Stmt.Constant s -> set(locals, s.target(), s.value());
      case Stmt.ResetLocal s -> set(locals, s.target(), null);
      case Stmt.IsDefined s -> defined(locals[s.source()] != null);
      case Stmt.IsUndefined s -> defined(locals[s.source()] == null);
      case Stmt.IsArray s -> defined(read(s.source(), locals) instanceof ArrayValue);
      case Stmt.IsObject s -> defined(read(s.source(), locals) instanceof ObjectValue);
      case Stmt.IsSet s -> defined(read(s.source(), locals) instanceof SetValue);
      case Stmt.ReturnLocal s -> {
        frame.returned = locals[s.source()];
        yield RETURN;
      }
      case Stmt.Scan s -> scan(s, frame);
      case Stmt.Len s -> len(s, locals);
      case Stmt.MakeArray s ->
          set(locals, s.target(), ArrayValue.growing(Math.min(s.capacity(), 1024)));
      case Stmt.MakeNull s -> set(locals, s.target(), NullValue.NULL);
      case Stmt.MakeNumberInt s -> set(locals, s.target(), NumberValue.of(s.value()));
      case Stmt.MakeNumberRef s -> set(locals, s.target(), number(s.index()));
      case Stmt.MakeObject s -> set(locals, s.target(), TableValue.growing());
      case Stmt.MakeSet s -> set(locals, s.target(), SetValue.growing());
      case Stmt.ArrayAppend s -> append(s, locals);
      case Stmt.SetAdd s -> add(s, frame);
      case Stmt.ObjectInsert s -> insert(s, locals);
      case Stmt.ObjectInsertOnce s -> insertOnce(s, frame);
      case Stmt.ObjectMerge s -> merge(s, locals);
      case Stmt.ResultSetAdd s -> {
        Value value = locals[s.value()];
        if (frame.results != null && value != null) {
          frame.results.add(value);
        }
        yield DONE;
      }
      case Stmt.With s -> with(s, frame);
      case Stmt.CallDynamic s -> callDynamic(s, locals);
    };
  }

  private static int defined(boolean defined) {
    return defined ? DONE : UNDEFINED;
  }

  private static int set(@Nullable Value[] locals, int target, @Nullable Value value) {
    locals[target] = value;
    return DONE;
  }

  private @Nullable Value read(Operand operand, @Nullable Value[] locals) {
    return switch (operand) {
      case Operand.Local local -> locals[local.index()];
      case Operand.Text text -> interpreter.strings[text.index()];
      case Operand.Bool bool -> BooleanValue.of(bool.value());
    };
  }

  private Value number(int index) {
    Value known = interpreter.numbers[index];
    if (known == null) {
      // A race writes an equal value twice; harmless.
      known = NumberValue.parse(interpreter.strings[index].text());
      interpreter.numbers[index] = known;
    }
    return known;
  }

  private int dot(Stmt.Dot s, @Nullable Value[] locals) {
    Value source = read(s.source(), locals);
    Value key = read(s.key(), locals);
    if (source == null || key == null) {
      return UNDEFINED;
    }
    Value value =
        switch (source) {
          case ObjectValue object -> object.get(key);
          case ArrayValue array -> array.at(key);
          case SetValue set -> set.contains(key) ? key : null;
          default -> null;
        };
    locals[s.target()] = value;
    return defined(value != null);
  }

  private int call(Stmt.Call s, @Nullable Value[] locals) {
    List<Operand> operands = s.arguments();
    Code code = interpreter.code(s.function());
    Value result;
    if (code != null) {
      @Nullable Value[] arguments = new @Nullable Value[operands.size()];
      for (int i = 0; i < arguments.length; i++) {
        arguments[i] = read(operands.get(i), locals);
      }
      result = call(code, arguments).value();
    } else {
      result = callBuiltin(s, locals);
    }
    locals[s.result()] = result;
    return defined(result != null);
  }

  private @Nullable Value callBuiltin(Stmt.Call s, @Nullable Value[] locals) {
    String name = s.function();
    List<Operand> operands = s.arguments();
    Builtin builtin = interpreter.builtin(name);
    if (builtin == null) {
      throw new EvaluationFailedException(
          "eval_internal_error", "built-in `" + name + "` is not supported");
    }
    Value[] arguments = new Value[operands.size()];
    for (int i = 0; i < arguments.length; i++) {
      Value argument = read(operands.get(i), locals);
      if (argument == null) {
        return null;
      }
      budget.spend(cost(argument));
      arguments[i] = argument;
    }
    try {
      return builtin.call(context, arguments);
    } catch (BuiltinFailedException failed) {
      if (context.strictErrors() || failed.kind().isFinal()) {
        throw EvaluationFailedException.of(name, failed).at(interpreter.position(s.at()));
      }
      return null;
    }
  }

  // So that work hidden in a built-in is paid for too.
  private static long cost(Value argument) {
    return switch (argument) {
      case StringValue s -> s.text().length() / 16;
      case ArrayValue a -> a.size();
      case SetValue s -> s.size() / 8;
      default -> 0;
    };
  }

  private int callDynamic(Stmt.CallDynamic s, @Nullable Value[] locals) {
    List<String> path = new ArrayList<>();
    for (Operand operand : s.path()) {
      if (!(read(operand, locals) instanceof StringValue part)) {
        return UNDEFINED;
      }
      path.add(part.text());
    }
    Code code = interpreter.codeAt(path);
    if (code == null) {
      return UNDEFINED;
    }
    @Nullable Value[] arguments = new @Nullable Value[s.arguments().size()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = read(s.arguments().get(i), locals);
    }
    Value result = call(code, arguments).value();
    locals[s.result()] = result;
    return defined(result != null);
  }

  private int nested(Stmt.Nested s, Frame frame) {
    for (Block block : s.blocks()) {
      int end = run(block, frame);
      if (end != DONE && end != UNDEFINED) {
        return end;
      }
    }
    return DONE;
  }

  private int assignOnce(Stmt.AssignVarOnce s, Frame frame) {
    Value value = read(s.source(), frame.locals);
    Value before = frame.locals[s.target()];
    if (value == null) {
      return UNDEFINED;
    }
    if (before != null && !before.equals(value)) {
      throw conflict(
          frame.function
              ? "functions must not produce multiple outputs for same inputs"
              : "complete rules must not produce multiple outputs",
          s.at());
    }
    if (frame.definedAt == null) {
      frame.definedAt = s.at();
    }
    return set(frame.locals, s.target(), value);
  }

  private int scan(Stmt.Scan s, Frame frame) {
    int end = DONE;
    if (frame.locals[s.source()] instanceof ArrayValue array) {
      List<Value> items = array.items();
      for (int i = 0; i < items.size() && end == DONE; i++) {
        end = step(s, frame, NumberValue.of(i), items.get(i));
      }
    } else if (frame.locals[s.source()] instanceof ObjectValue object) {
      for (Iterator<Value> keys = object.sortedKeys().iterator(); keys.hasNext() && end == DONE; ) {
        Value key = keys.next();
        end = step(s, frame, key, object.required(key));
      }
    } else if (frame.locals[s.source()] instanceof SetValue set) {
      for (Iterator<Value> members = set.sorted().iterator(); members.hasNext() && end == DONE; ) {
        Value member = members.next();
        end = step(s, frame, member, member);
      }
    }
    return end;
  }

  private int step(Stmt.Scan s, Frame frame, Value key, Value value) {
    frame.locals[s.key()] = key;
    frame.locals[s.value()] = value;
    int end = run(s.block(), frame);
    return end == UNDEFINED ? DONE : end;
  }

  private int len(Stmt.Len s, @Nullable Value[] locals) {
    Value source = read(s.source(), locals);
    if (source == null) {
      return UNDEFINED;
    }
    int length =
        switch (source) {
          case ArrayValue array -> array.size();
          case ObjectValue object -> object.size();
          case SetValue set -> set.size();
          case StringValue text -> text.text().codePointCount(0, text.text().length());
          default -> -1;
        };
    locals[s.target()] = NumberValue.of(length);
    return defined(length >= 0);
  }

  private int append(Stmt.ArrayAppend s, @Nullable Value[] locals) {
    Value value = read(s.value(), locals);
    Value target = locals[s.array()];
    if (value == null || target == null) {
      return UNDEFINED;
    }
    if (!(target instanceof ArrayValue array)) {
      throw conflict("object keys must be unique", s.at());
    }
    array.append(value);
    return DONE;
  }

  private int add(Stmt.SetAdd s, Frame frame) {
    Value value = read(s.value(), frame.locals);
    Value target = frame.locals[s.set()];
    if (value == null || target == null) {
      return UNDEFINED;
    }
    if (!(target instanceof SetValue set)) {
      throw conflict("object keys must be unique", s.at());
    }
    set.add(value);
    // Sets that are no result are those of a body, which may fail yet.
    if (frame.definedAt == null && s.set() == frame.result) {
      frame.definedAt = s.at();
    }
    return DONE;
  }

  private int insert(Stmt.ObjectInsert s, @Nullable Value[] locals) {
    Value key = read(s.key(), locals);
    Value value = read(s.value(), locals);
    Value target = locals[s.object()];
    if (key == null || value == null || target == null) {
      return UNDEFINED;
    }
    if (!(target instanceof TableValue table)) {
      throw conflict("object keys must be unique", s.at());
    }
    table.put(key, value);
    return DONE;
  }

  private int insertOnce(Stmt.ObjectInsertOnce s, Frame frame) {
    Value key = read(s.key(), frame.locals);
    Value value = read(s.value(), frame.locals);
    Value target = frame.locals[s.object()];
    if (key == null || value == null || target == null) {
      return UNDEFINED;
    }
    if (!(target instanceof TableValue table)) {
      throw conflict("object keys must be unique", s.at());
    }
    Value before = table.get(key);
    if (before != null && !before.equals(value)) {
      throw conflict("object keys must be unique", s.at());
    }
    table.put(key, value);
    if (frame.definedAt == null) {
      frame.definedAt = s.at();
    }
    return DONE;
  }

  private EvaluationFailedException conflict(String message, Where at) {
    return new EvaluationFailedException("eval_conflict_error", message)
        .at(interpreter.position(at));
  }

  private int merge(Stmt.ObjectMerge s, @Nullable Value[] locals) {
    Value a = locals[s.a()];
    Value b = locals[s.b()];
    if (a == null || b == null) {
      return UNDEFINED;
    }
    return set(locals, s.target(), Documents.merged(a, b, budget));
  }

  private int with(Stmt.With s, Frame frame) {
    Value value = read(s.value(), frame.locals);
    Value before = frame.locals[s.local()];
    int remembered = memo.mark();
    frame.locals[s.local()] =
        value == null
            ? null
            : Documents.replaced(before, interpreter.path(s.path()), value, budget);
    int end = run(s.block(), frame);
    frame.locals[s.local()] = before;
    memo.forgetSince(remembered);
    return end;
  }
}
