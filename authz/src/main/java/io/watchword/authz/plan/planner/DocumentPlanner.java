package io.watchword.authz.plan.planner;

import io.watchword.authz.plan.Block;
import io.watchword.authz.plan.Operand;
import io.watchword.authz.plan.Stmt;
import io.watchword.authz.rego.Term;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Plans references below `data`, where rules and base data make one document: rules are called,
/// packages are built, base data shows through where there is no rule.
final class DocumentPlanner {

  static final Value SYSTEM = new StringValue("system");

  private final FunctionDraft draft;

  DocumentPlanner(FunctionDraft draft) {
    this.draft = draft;
  }

  Operand plan(List<Term> path) {
    boolean hidden = draft.environment().hides(List.of());
    return walk(hidden ? null : draft.program().tree().root(), List.of(), path);
  }

  /// The document at `rest` below `at`.
  ///
  /// @param node the rules at `at`; null where only base data is
  Operand walk(RuleTree.@Nullable Node node, List<Value> at, List<Term> rest) {
    if (node == null) {
      return base(at, rest);
    }
    RuleGroup group = node.group();
    if (group != null) {
      return rules(group, rest);
    }
    if (rest.isEmpty()) {
      return new ExtentPlanner(draft, this).plan(node, at);
    }
    if (rest.getFirst() instanceof Term.Scalar key) {
      List<Value> next = plus(at, key.value());
      boolean hidden = draft.environment().hides(next);
      return walk(hidden ? null : node.child(key.value()), next, rest.subList(1, rest.size()));
    }
    if (visible(node, at).isEmpty()) {
      return base(at, rest);
    }
    return new DocumentIteration(draft, this).plan(node, at, rest);
  }

  private Operand rules(RuleGroup group, List<Term> rest) {
    if (group.isFunction()) {
      // A function is no document.
      draft.fail();
      return draft.local();
    }
    return draft.references().follow(call(group), rest);
  }

  Operand.Local call(RuleGroup group) {
    Operand.Local result = draft.local();
    String name = draft.program().function(draft.environment(), group);
    draft.add(new Stmt.Call(name, draft.documents(), result.index(), draft.at()));
    return result;
  }

  /// Base data alone.
  Operand base(List<Value> at, List<Term> rest) {
    List<Term> path = new ArrayList<>();
    at.forEach(key -> path.add(new Term.Scalar(key, Terms.NOWHERE)));
    path.addAll(rest);
    return draft.references().follow(FunctionDraft.local(1), path);
  }

  /// Names at `node` that are not hidden by `with`.
  List<Value> visible(RuleTree.Node node, List<Value> at) {
    return node.children().keySet().stream()
        .filter(key -> !draft.environment().hides(plus(at, key)))
        .toList();
  }

  static List<Value> plus(List<Value> path, Value key) {
    List<Value> longer = new ArrayList<>(path);
    longer.add(key);
    return longer;
  }

  /// Sets `target` to what `value` plans, in a block of its own.
  Block assigning(Operand.Local target, Supplier<Operand> value) {
    return draft
        .writer()
        .block(
            () -> {
              Operand planned = value.get();
              draft.add(new Stmt.AssignVar(planned, target.index(), draft.at()));
            });
  }
}
