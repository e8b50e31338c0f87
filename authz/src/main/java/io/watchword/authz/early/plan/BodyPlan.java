package io.watchword.authz.early.plan;

import io.watchword.authz.early.rego.Expr;
import io.watchword.authz.early.rego.RulePath;
import io.watchword.authz.early.rego.Term;
import io.watchword.authz.early.resolve.ResolvedPolicy;
import io.watchword.authz.plan.Block;
import io.watchword.authz.plan.Operand;
import io.watchword.authz.plan.Stmt;
import io.watchword.authz.plan.Where;
import io.watchword.authz.rego.Location;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NullValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One body while it is planned. A reference over an unbound variable opens a scan; all that
/// follows lands in it, and [#finish] closes what is open. Used on one thread.
final class BodyPlan {

  private final ResolvedPolicy policy;
  private final Pool pool;
  private final Locals locals;
  private final Map<String, Integer> variables;
  private final Deque<OpenScan> open = new ArrayDeque<>();
  private List<Stmt> statements = new ArrayList<>();
  private Where at = new Where(0, 0, 0);

  /// @param variables locals of the variables bound so far
  BodyPlan(ResolvedPolicy policy, Pool pool, Locals locals, Map<String, Integer> variables) {
    this.policy = policy;
    this.pool = pool;
    this.locals = locals;
    this.variables = variables;
  }

  private record OpenScan(int source, int key, int value, Where at, List<Stmt> outer) {}

  void at(Location location) {
    at = pool.where(location);
  }

  Where where() {
    return at;
  }

  void add(Stmt statement) {
    statements.add(statement);
  }

  /// The block with all scans closed.
  Block finish() {
    while (!open.isEmpty()) {
      OpenScan scan = open.pop();
      Block inner = new Block(statements);
      statements = scan.outer();
      add(new Stmt.Scan(scan.source(), scan.key(), scan.value(), inner, scan.at()));
    }
    return new Block(statements);
  }

  void exprs(List<Expr> body) {
    body.forEach(this::expr);
  }

  private void expr(Expr expr) {
    at(expr.at());
    switch (expr) {
      case Expr.TermExpr e -> condition(e.term());
      case Expr.Assign e -> match(e.target(), term(e.value()));
      case Expr.Unify e -> unify(e.left(), e.right());
      case Expr.SomeIn e -> someIn(e);
      case Expr.Not e -> not(e);
      case Expr.SomeDeclaration e -> {}
    }
  }

  private void condition(Term term) {
    if (term instanceof Term.Call call && call.arguments().size() == 2) {
      if (call.function().equals("equal")) {
        List<Operand> sides = terms(call.arguments());
        add(new Stmt.Equal(sides.get(0), sides.get(1), at));
        return;
      }
      if (call.function().equals("neq")) {
        List<Operand> sides = terms(call.arguments());
        add(new Stmt.NotEqual(sides.get(0), sides.get(1), at));
        return;
      }
    }
    add(new Stmt.NotEqual(term(term), new Operand.Bool(false), at));
  }

  private void not(Expr.Not e) {
    BodyPlan inner = new BodyPlan(policy, pool, locals, new HashMap<>(variables));
    inner.expr(e.negated());
    add(new Stmt.Not(inner.finish(), at));
  }

  private void someIn(Expr.SomeIn e) {
    int source = local(term(e.collection()));
    int key = locals.next();
    int value = locals.next();
    scan(source, key, value);
    e.key().ifPresent(pattern -> match(pattern, new Operand.Local(key)));
    match(e.value(), new Operand.Local(value));
  }

  private void scan(int source, int key, int value) {
    open.push(new OpenScan(source, key, value, at, statements));
    statements = new ArrayList<>();
  }

  private void unify(Term left, Term right) {
    if (isPattern(left) && !isPattern(right)) {
      match(left, term(right));
    } else if (isPattern(right) && !isPattern(left)) {
      match(right, term(left));
    } else if (left instanceof Term.ArrayTerm a
        && right instanceof Term.ArrayTerm b
        && a.items().size() == b.items().size()) {
      for (int i = 0; i < a.items().size(); i++) {
        unify(a.items().get(i), b.items().get(i));
      }
    } else if (isUnbound(left)) {
      match(left, term(right));
    } else if (isUnbound(right)) {
      match(right, term(left));
    } else {
      List<Operand> sides = terms(List.of(left, right));
      add(new Stmt.Equal(sides.get(0), sides.get(1), at));
    }
  }

  private boolean isUnbound(Term term) {
    return term instanceof Term.Var v && !variables.containsKey(v.name());
  }

  // Has a variable that matching would bind.
  private boolean isPattern(Term term) {
    return switch (term) {
      case Term.Var v -> isUnbound(v);
      case Term.ArrayTerm a -> a.items().stream().anyMatch(this::isPattern);
      case Term.ObjectTerm o -> o.entries().stream().anyMatch(entry -> isPattern(entry.value()));
      case Term.Scalar s -> false;
      case Term.Ref r -> false;
      case Term.Call c -> false;
      case Term.SetTerm s -> false;
      case Term.Comprehension c -> false;
    };
  }

  /// Matches a pattern against a value: binds its unbound variables, compares the rest.
  void match(Term pattern, Operand value) {
    if (!isPattern(pattern)) {
      add(new Stmt.Equal(term(pattern), value, at));
      return;
    }
    switch (pattern) {
      case Term.Var v -> {
        int local = locals.next();
        add(new Stmt.AssignVar(value, local, at));
        variables.put(v.name(), local);
      }
      case Term.ArrayTerm a -> {
        add(new Stmt.IsArray(value, at));
        expectSize(value, a.items().size());
        for (int i = 0; i < a.items().size(); i++) {
          match(a.items().get(i), dot(value, number(Integer.toString(i))));
        }
      }
      case Term.ObjectTerm o -> {
        add(new Stmt.IsObject(value, at));
        expectSize(value, o.entries().size());
        for (Term.Entry entry : o.entries()) {
          match(entry.value(), dot(value, term(entry.key())));
        }
      }
      case Term.Scalar s -> throw unreachable(s);
      case Term.Ref r -> throw unreachable(r);
      case Term.Call c -> throw unreachable(c);
      case Term.SetTerm s -> throw unreachable(s);
      case Term.Comprehension c -> throw unreachable(c);
    }
  }

  private static IllegalStateException unreachable(Term term) {
    return new IllegalStateException("no pattern: " + term);
  }

  private void expectSize(Operand value, int size) {
    int length = locals.next();
    int wanted = locals.next();
    add(new Stmt.Len(value, length, at));
    add(new Stmt.MakeNumberInt(size, wanted, at));
    add(new Stmt.Equal(new Operand.Local(length), new Operand.Local(wanted), at));
  }

  private Operand dot(Operand source, Operand key) {
    int target = locals.next();
    add(new Stmt.Dot(source, key, target, at));
    return new Operand.Local(target);
  }

  private Operand number(String text) {
    int target = locals.next();
    add(new Stmt.MakeNumberRef(pool.string(text), target, at));
    return new Operand.Local(target);
  }

  /// Operands of terms that stand side by side. References go first: they may bind what a plain
  /// variable beside them names.
  private List<Operand> terms(List<Term> terms) {
    @Nullable Operand[] operands = new @Nullable Operand[terms.size()];
    for (boolean references : new boolean[] {true, false}) {
      for (int i = 0; i < operands.length; i++) {
        boolean now = !references || !isUnbound(terms.get(i));
        if (now && operands[i] == null) {
          operands[i] = term(terms.get(i));
        }
      }
    }
    List<Operand> all = new ArrayList<>();
    for (Operand operand : operands) {
      if (operand != null) {
        all.add(operand);
      }
    }
    return all;
  }

  /// Where the value of `term` is found; undefined terms end the block before.
  Operand term(Term term) {
    return switch (term) {
      case Term.Var v -> variable(v);
      case Term.Scalar s -> constant(s.value());
      case Term.Ref r -> ref(r);
      case Term.Call c -> call(c);
      case Term.ArrayTerm a -> array(a);
      case Term.SetTerm s -> set(s);
      case Term.ObjectTerm o -> object(o);
      case Term.Comprehension c -> comprehension(c);
    };
  }

  private Operand variable(Term.Var v) {
    if (v.name().equals("input")) {
      return new Operand.Local(0);
    }
    if (v.name().equals("data")) {
      return new Operand.Local(1);
    }
    Integer local = variables.get(v.name());
    if (local == null) {
      throw new IllegalStateException("unbound variable " + v.name());
    }
    return new Operand.Local(local);
  }

  private Operand constant(Value value) {
    return switch (value) {
      case StringValue s -> pool.text(s.text());
      case BooleanValue b -> new Operand.Bool(b.value());
      case NumberValue n -> number(n.toString());
      case NullValue n -> {
        int target = locals.next();
        add(new Stmt.MakeNull(target, at));
        yield new Operand.Local(target);
      }
      case ArrayValue a -> throw new IllegalStateException("composite constant " + a);
      case ObjectValue o -> throw new IllegalStateException("composite constant " + o);
      case SetValue s -> throw new IllegalStateException("composite constant " + s);
    };
  }

  private Operand array(Term.ArrayTerm a) {
    List<Operand> items = terms(a.items());
    int target = locals.next();
    add(new Stmt.MakeArray(items.size(), target, at));
    items.forEach(item -> add(new Stmt.ArrayAppend(item, target, at)));
    return new Operand.Local(target);
  }

  private Operand set(Term.SetTerm s) {
    List<Operand> members = terms(s.members());
    int target = locals.next();
    add(new Stmt.MakeSet(target, at));
    members.forEach(member -> add(new Stmt.SetAdd(member, target, at)));
    return new Operand.Local(target);
  }

  private Operand object(Term.ObjectTerm o) {
    List<Term> parts = new ArrayList<>();
    o.entries().forEach(entry -> parts.addAll(Arrays.asList(entry.key(), entry.value())));
    List<Operand> operands = terms(parts);
    int target = locals.next();
    add(new Stmt.MakeObject(target, at));
    for (int i = 0; i < operands.size(); i += 2) {
      add(new Stmt.ObjectInsertOnce(operands.get(i), operands.get(i + 1), target, at));
    }
    return new Operand.Local(target);
  }

  private Operand comprehension(Term.Comprehension c) {
    int target = locals.next();
    add(
        switch (c.kind()) {
          case ARRAY -> new Stmt.MakeArray(0, target, at);
          case SET -> new Stmt.MakeSet(target, at);
          case OBJECT -> new Stmt.MakeObject(target, at);
        });
    BodyPlan inner = new BodyPlan(policy, pool, locals, new HashMap<>(variables));
    inner.exprs(c.body());
    inner.at = at;
    Operand key = c.key().isPresent() ? inner.term(c.key().get()) : null;
    Operand value = inner.term(c.value());
    inner.add(
        switch (c.kind()) {
          case ARRAY -> new Stmt.ArrayAppend(value, target, at);
          case SET -> new Stmt.SetAdd(value, target, at);
          case OBJECT -> new Stmt.ObjectInsertOnce(key == null ? value : key, value, target, at);
        });
    add(new Stmt.Nested(List.of(inner.finish()), at));
    return new Operand.Local(target);
  }

  private Operand call(Term.Call c) {
    List<Operand> arguments = new ArrayList<>(terms(c.arguments()));
    int result = locals.next();
    if (policy.group(c.function()).isPresent()) {
      arguments.addAll(0, List.of(new Operand.Local(0), new Operand.Local(1)));
      add(new Stmt.Call("g0." + c.function(), arguments, result, at));
    } else {
      pool.builtin(c.function());
      add(new Stmt.Call(c.function(), arguments, result, at));
    }
    return new Operand.Local(result);
  }

  private Operand ref(Term.Ref r) {
    int from = 0;
    Operand value;
    int rule = RulePath.isData(r) ? rulePrefix(r) : 0;
    if (rule > 0) {
      String name = RulePath.name(RulePath.constants(r).subList(0, rule));
      int result = locals.next();
      List<Operand> arguments = List.of(new Operand.Local(0), new Operand.Local(1));
      add(new Stmt.Call("g0." + name, arguments, result, at));
      value = new Operand.Local(result);
      from = rule;
    } else {
      value = term(r.head());
    }
    for (Term part : r.path().subList(from, r.path().size())) {
      value = step(value, part);
    }
    return value;
  }

  private int rulePrefix(Term.Ref r) {
    List<String> constants = RulePath.constants(r);
    for (int i = constants.size(); i > 0; i--) {
      if (policy.group(RulePath.name(constants.subList(0, i))).isPresent()) {
        return i;
      }
    }
    return 0;
  }

  private Operand step(Operand source, Term part) {
    if (!isPattern(part)) {
      return dot(source, term(part));
    }
    int from = local(source);
    int key = locals.next();
    int value = locals.next();
    scan(from, key, value);
    match(part, new Operand.Local(key));
    return new Operand.Local(value);
  }

  private int local(Operand operand) {
    if (operand instanceof Operand.Local local) {
      return local.index();
    }
    int target = locals.next();
    add(new Stmt.AssignVar(operand, target, at));
    return target;
  }
}
