package io.watchword.authz.bytecode;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.plan.Effects;
import io.watchword.authz.plan.Operand;
import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.plan.Stmt;
import io.watchword.authz.plan.Where;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes one step of several that ask one thing: a field, then whether it equals a constant, begins
/// with it, or is one of several. What was between them is read nowhere else.
final class Fusing {

  private final PlanProgram program;
  private final UnitPlan.Calls calls;
  private final Set<Integer> exposed;
  private final Map<Integer, Integer> reads = new HashMap<>();

  private Fusing(PlanProgram program, UnitPlan.Calls calls, Set<Integer> exposed) {
    this.program = program;
    this.calls = calls;
    this.exposed = exposed;
  }

  /// The blocks of a function, each with its steps fused.
  static List<Body> fuse(PlanProgram program, UnitPlan.Calls calls, List<Body> blocks) {
    Set<Integer> exposed = new HashSet<>();
    blocks.forEach(block -> exposed.addAll(Exposure.of(block.steps())));
    List<Body> fused = new ArrayList<>();
    for (Body block : blocks) {
      Fusing fusing = new Fusing(program, calls, exposed);
      fusing.count(block.steps());
      fused.add(fusing.body(block));
    }
    return fused;
  }

  private void count(List<Step> steps) {
    for (Step step : steps) {
      switch (step) {
        case Step.Plain s -> Effects.read(s.statement(), this::count);
        case Step.Group s -> s.bodies().forEach(body -> count(body.steps()));
        case Step.Negation s -> count(s.body().steps());
        case Step.Loop s -> {
          count(s.source());
          count(s.body().steps());
        }
        case Step.Replacement s -> {
          Effects.operand(s.value(), this::count);
          count(s.local());
          count(s.body().steps());
        }
        case Step.Constant s -> {}
        case Step.Test s -> count(s.value());
        case Step.Outlined s -> count(s.body().steps());
        case Step.Dispatch s -> {}
        case Step.Cases s -> {}
      }
    }
  }

  private void count(int local) {
    reads.merge(local, 1, Integer::sum);
  }

  private boolean isReadOnce(int local) {
    return !exposed.contains(local) && reads.getOrDefault(local, 0) == 1;
  }

  private Body body(Body body) {
    List<Step> in = body.steps();
    List<Step> out = new ArrayList<>();
    int next = 0;
    while (next < in.size()) {
      if (isDeadCopy(in.get(next))) {
        next++;
        continue;
      }
      Match match = new Match(in, next);
      Step fused = match.find();
      if (fused != null) {
        out.add(fused);
        next = match.at;
      } else {
        out.add(within(in.get(next)));
        next++;
      }
    }
    return new Body(out, body.mark());
  }

  // Planners copy the key of each loop, whether it is used or not.
  private boolean isDeadCopy(Step step) {
    if (step instanceof Step.Plain(Stmt.AssignVar copy)
        && !exposed.contains(copy.target())
        && reads.getOrDefault(copy.target(), 0) == 0) {
      Effects.operand(copy.source(), local -> reads.merge(local, -1, Integer::sum));
      return true;
    }
    return false;
  }

  private Step within(Step step) {
    return switch (step) {
      case Step.Group s -> new Step.Group(s.bodies().stream().map(this::body).toList());
      case Step.Negation s -> new Step.Negation(body(s.body()));
      case Step.Loop s -> new Step.Loop(s.source(), s.key(), s.value(), body(s.body()));
      case Step.Replacement s ->
          new Step.Replacement(s.local(), s.path(), s.value(), body(s.body()));
      case Step.Plain s -> s;
      case Step.Constant s -> s;
      case Step.Test s -> s;
      case Step.Outlined s -> s;
      case Step.Dispatch s -> s;
      case Step.Cases s -> s;
    };
  }

  /// An attempt at one place.
  private final class Match {
    private final List<Step> steps;
    private final Map<Integer, Value> constants = new HashMap<>();
    private int at;
    private int subject;
    private int source;
    private @Nullable StringValue key;

    Match(List<Step> steps, int at) {
      this.steps = steps;
      this.at = at;
    }

    private @Nullable Stmt statement() {
      return at < steps.size() && steps.get(at) instanceof Step.Plain plain
          ? plain.statement()
          : null;
    }

    @Nullable Step find() {
      if (statement() instanceof Stmt.Dot dot
          && dot.source() instanceof Operand.Local from
          && dot.key() instanceof Operand.Text text
          && isReadOnce(dot.target())) {
        source = from.index();
        key = new StringValue(program.strings().get(text.index()));
        subject = dot.target();
        at++;
        copies();
        return condition();
      }
      if (statement() instanceof Stmt.Call call
          && !call.arguments().isEmpty()
          && call.arguments().getFirst() instanceof Operand.Local first) {
        source = first.index();
        subject = first.index();
        return condition();
      }
      return null;
    }

    private void copies() {
      while (true) {
        if (statement() instanceof Stmt.AssignVar copy
            && copy.source().equals(new Operand.Local(subject))
            && isReadOnce(copy.target())) {
          subject = copy.target();
        } else if (at < steps.size()
            && steps.get(at) instanceof Step.Constant constant
            && isReadOnce(constant.target())) {
          constants.put(constant.target(), constant.value());
        } else {
          return;
        }
        at++;
      }
    }

    private @Nullable Step condition() {
      Stmt statement = statement();
      if (statement instanceof Stmt.Equal equal && key != null && constants.isEmpty()) {
        Value constant = other(equal);
        at++;
        return constant == null
            ? null
            : test(new TextTest.Equals(textOf(constant), constant), equal.at());
      }
      if (!(statement instanceof Stmt.Call call)
          || call.arguments().size() != 2
          || !call.arguments().getFirst().equals(new Operand.Local(subject))) {
        return null;
      }
      TextTest test = ofCall(call.function(), call.arguments().get(1));
      at++;
      if (test == null
          || !(statement() instanceof Stmt.NotEqual check)
          || !check.a().equals(new Operand.Local(call.result()))
          || !check.b().equals(new Operand.Bool(false))
          || !isReadOnce(call.result())) {
        return null;
      }
      at++;
      return test(test, call.at());
    }

    private Step test(TextTest test, Where position) {
      return new Step.Test(source, key, test, position);
    }

    private @Nullable Value other(Stmt.Equal equal) {
      Operand local = new Operand.Local(subject);
      return equal.a().equals(local)
          ? constant(equal.b())
          : equal.b().equals(local) ? constant(equal.a()) : null;
    }

    private @Nullable Value constant(Operand operand) {
      return switch (operand) {
        case Operand.Local local -> constants.get(local.index());
        case Operand.Text text -> new StringValue(program.strings().get(text.index()));
        case Operand.Bool bool -> BooleanValue.of(bool.value());
      };
    }

    private @Nullable TextTest ofCall(String name, Operand second) {
      Value constant = constant(second);
      Builtin builtin = calls.isFunction(name) ? null : calls.builtin(name);
      // A constant that was passed over has to be the one that is used.
      if (constant == null
          || builtin == null
          || constants.size() > (second instanceof Operand.Local ? 1 : 0)) {
        return null;
      }
      return switch (name) {
        case "startswith" ->
            constant instanceof StringValue text
                ? new TextTest.StartsWith(text.text(), text, builtin)
                : null;
        case "endswith" ->
            constant instanceof StringValue text
                ? new TextTest.EndsWith(text.text(), text, builtin)
                : null;
        case "internal.member_2" ->
            constant instanceof SetValue set ? new TextTest.OneOf(texts(set), set) : null;
        default -> null;
      };
    }

    private static Set<String> texts(SetValue set) {
      Set<String> texts = new HashSet<>();
      for (Value member : set.sorted()) {
        if (member instanceof StringValue text) {
          texts.add(text.text());
        }
      }
      return texts;
    }

    // What is no text is compared as a value; no text equals it.
    private static String textOf(Value constant) {
      return constant instanceof StringValue text ? text.text() : "";
    }
  }
}
