package io.watchword.authz.plan.planner;

import io.watchword.authz.plan.Block;
import io.watchword.authz.plan.Operand;
import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.plan.Stmt;
import io.watchword.authz.rego.Rule;
import io.watchword.authz.rego.Term;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Plans one group of rules as a function: a block that makes the collection where it is one, a
/// block for each definition in order, one for the default, one that returns.
final class RulePlanner {

  private final Environment environment;
  private final RuleGroup group;
  private final String name;
  private final FunctionDraft draft;
  private final List<Integer> parameters = new ArrayList<>();
  private final List<Block> blocks = new ArrayList<>();
  private final boolean object;
  private final Operand.Local result;
  private final List<Operand.Local> arguments = new ArrayList<>();
  private final Operand.Local ordered;
  private final Optional<Value> onlyValue;

  RulePlanner(ProgramDraft program, Environment environment, RuleGroup group, String name) {
    this.environment = environment;
    this.group = group;
    this.name = name;
    this.draft = new FunctionDraft(program, environment);
    this.object = group.isObject();
    for (int i = 0; i < 2 + environment.extras(); i++) {
      parameters.add(i);
    }
    this.result = draft.local();
    for (int i = 0; i < group.arity(); i++) {
      Operand.Local argument = draft.local();
      arguments.add(argument);
      parameters.add(argument.index());
    }
    this.ordered = draft.local();
    this.onlyValue = onlyValue();
  }

  PlanProgram.Function plan() {
    List<Rule> rules = group.inOrder();
    draft.moveTo(rules.getFirst().head().at());
    begin(rules.getFirst());
    int free = draft.nextLocal();
    @Nullable Rule fallback = null;
    for (Rule rule : rules) {
      if (rule.isDefault()) {
        fallback = rule;
        continue;
      }
      draft.reuseFrom(free);
      blocks.add(rule.otherwise().isEmpty() ? definition(rule) : chain(rule));
    }
    if (fallback != null) {
      draft.reuseFrom(free);
      blocks.add(defaulting(fallback));
    }
    draft.moveTo(rules.getFirst().head().at());
    addBlock(new Stmt.ReturnLocal(result.index(), draft.at()));
    List<String> path = new ArrayList<>(List.of("g" + environment.generation()));
    path.addAll(group.path());
    return new PlanProgram.Function(name, parameters, result.index(), blocks, path);
  }

  private void begin(Rule first) {
    if (object) {
      addBlock(new Stmt.MakeObject(result.index(), draft.at()));
    } else if (first.kind() == Rule.Kind.SET) {
      addBlock(new Stmt.MakeSet(result.index(), draft.at()));
    }
  }

  private void addBlock(Stmt statement) {
    blocks.add(new Block(List.of(statement)));
  }

  private Block definition(Rule rule) {
    return block(rule, false, () -> contribute(rule));
  }

  /// A definition with `else`: those after the first that has a value are not asked.
  private Block chain(Rule first) {
    List<Block> inner = new ArrayList<>();
    for (Optional<Rule> next = Optional.of(first);
        next.isPresent();
        next = next.get().otherwise()) {
      Rule rule = next.get();
      inner.add(block(rule, true, () -> contributeTo(rule, ordered)));
      if (inner.size() == 1) {
        Block reset = new Block(List.of(new Stmt.ResetLocal(ordered.index(), draft.at())));
        inner.addFirst(reset);
      }
    }
    inner.add(
        new Block(
            List.of(
                new Stmt.IsDefined(ordered.index(), draft.at()),
                new Stmt.AssignVarOnce(ordered, result.index(), draft.at()))));
    return new Block(List.of(new Stmt.Nested(inner, draft.at())));
  }

  private Block block(Rule rule, boolean inChain, Runnable contribution) {
    draft.scope().clear();
    draft.moveTo(rule.head().at());
    return draft
        .writer()
        .block(
            () -> {
              if (inChain) {
                draft.add(new Stmt.IsUndefined(ordered.index(), draft.at()));
              }
              List<Term> patterns = rule.head().arguments().orElse(List.of());
              for (int i = 0; i < patterns.size(); i++) {
                draft.unifier().match(arguments.get(i), patterns.get(i));
              }
              draft.goals().body(rule.body());
              draft.moveTo(rule.head().at());
              contribution.run();
            });
  }

  private void contribute(Rule rule) {
    if (object) {
      leaf(rule);
    } else if (rule.kind() == Rule.Kind.SET) {
      Operand member = draft.terms().plan(rule.head().key().orElseThrow());
      draft.add(new Stmt.SetAdd(member, result.index(), draft.at()));
    } else {
      contributeTo(rule, result);
    }
  }

  private void contributeTo(Rule rule, Operand.Local target) {
    Operand value = draft.terms().plan(rule.head().value());
    if (onlyValue.isPresent()) {
      draft.add(new Stmt.AssignVarOnce(value, result.index(), draft.at()));
      draft.add(new Stmt.ReturnLocal(result.index(), draft.at()));
    } else {
      draft.add(new Stmt.AssignVarOnce(value, target.index(), draft.at()));
    }
  }

  /// The value that all definitions have in common: one success then settles the matter.
  private Optional<Value> onlyValue() {
    if (object) {
      return Optional.empty();
    }
    Optional<Value> only = Optional.empty();
    for (Rule definition : group.inOrder()) {
      if (definition.isDefault()) {
        continue;
      }
      Optional<Rule> next = Optional.of(definition);
      while (next.isPresent()) {
        Rule rule = next.get();
        boolean constant =
            rule.kind() != Rule.Kind.SET && rule.head().value() instanceof Term.Scalar;
        if (!constant) {
          return Optional.empty();
        }
        Value value = ((Term.Scalar) rule.head().value()).value();
        if (only.isPresent() && !only.get().equals(value)) {
          return Optional.empty();
        }
        only = Optional.of(value);
        next = rule.otherwise();
      }
    }
    return only;
  }

  private void leaf(Rule rule) {
    List<Term> tail = group.tail(rule);
    boolean set = rule.kind() == Rule.Kind.SET;
    Operand value = draft.terms().plan(set ? rule.head().key().orElseThrow() : rule.head().value());
    leafBelow(result, tail, value, set);
  }

  private void leafBelow(Operand.Local at, List<Term> tail, Operand value, boolean set) {
    if (tail.isEmpty()) {
      draft.add(new Stmt.SetAdd(value, at.index(), draft.at()));
      return;
    }
    Operand key = draft.terms().plan(tail.getFirst());
    if (tail.size() == 1 && !set) {
      draft.add(new Stmt.ObjectInsertOnce(key, value, at.index(), draft.at()));
      return;
    }
    Operand.Local child = childOrNew(at, key, tail.size() == 1);
    leafBelow(child, tail.subList(1, tail.size()), value, set);
    // Where values are copied when they are stored, what was added to the child would be lost.
    draft.add(new Stmt.ObjectInsert(key, child, at.index(), draft.at()));
  }

  private Operand.Local childOrNew(Operand.Local parent, Operand key, boolean set) {
    Operand.Local child = draft.local();
    Block known =
        new Block(
            List.of(
                new Stmt.Dot(parent, key, child.index(), draft.at()),
                new Stmt.Break(1, draft.at())));
    Stmt make =
        set
            ? new Stmt.MakeSet(child.index(), draft.at())
            : new Stmt.MakeObject(child.index(), draft.at());
    Block either = new Block(List.of(new Stmt.Nested(List.of(known), draft.at()), make));
    draft.add(new Stmt.Nested(List.of(either), draft.at()));
    return child;
  }

  private Block defaulting(Rule rule) {
    draft.scope().clear();
    draft.moveTo(rule.head().at());
    return draft
        .writer()
        .block(
            () -> {
              draft.add(new Stmt.IsUndefined(result.index(), draft.at()));
              draft.goals().body(rule.body());
              draft.moveTo(rule.head().at());
              Operand value = draft.terms().plan(rule.head().value());
              draft.add(new Stmt.AssignVarOnce(value, result.index(), draft.at()));
            });
  }
}
