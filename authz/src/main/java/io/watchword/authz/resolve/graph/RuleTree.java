package io.watchword.authz.resolve.graph;

import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.draft.DraftModule;
import io.watchword.authz.resolve.draft.DraftRule;
import io.watchword.authz.resolve.walk.Terms;
import io.watchword.authz.signature.Capabilities;
import io.watchword.authz.signature.Signature;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A node of the tree of rules, which is keyed by their references up to the first variable.
/// Immutable once built.
public final class RuleTree {

  private final Value key;
  private final List<DraftRule> rules = new ArrayList<>();
  private final Map<Value, RuleTree> children = new LinkedHashMap<>();

  private RuleTree(Value key) {
    this.key = key;
  }

  /// The tree of all rules of `modules`; its root is `data`.
  public static RuleTree of(List<DraftModule> modules) {
    RuleTree root = new RuleTree(new StringValue("data"));
    for (DraftModule module : modules) {
      RuleTree node = root.grown(module.path());
      for (DraftRule rule : module.rules()) {
        node.grown(rule).rules.add(rule);
      }
    }
    return root;
  }

  private RuleTree grown(DraftRule rule) {
    return child(new StringValue(rule.name())).grown(rule.groundPath());
  }

  private RuleTree grown(List<Term> path) {
    RuleTree node = this;
    for (Term part : path) {
      node = node.child(((Term.Scalar) part).value());
    }
    return node;
  }

  private RuleTree child(Value key) {
    return children.computeIfAbsent(key, RuleTree::new);
  }

  public Value key() {
    return key;
  }

  /// The rules whose reference, up to its first variable, ends here.
  public List<DraftRule> rules() {
    return rules;
  }

  public Collection<RuleTree> children() {
    return children.values();
  }

  /// The child that `part` of a reference leads to.
  public Optional<RuleTree> child(Term part) {
    return part instanceof Term.Scalar scalar
        ? Optional.ofNullable(children.get(scalar.value()))
        : Optional.empty();
  }

  /// The node at `reference`, which begins at `data`.
  public Optional<RuleTree> find(Term reference) {
    if (!Terms.isUnder("data", reference)) {
      return Optional.empty();
    }
    RuleTree node = this;
    for (Term part : Terms.path(reference)) {
      node = next(node, part);
      if (node == null) {
        return Optional.empty();
      }
    }
    return Optional.of(node);
  }

  static @Nullable RuleTree next(RuleTree node, Term part) {
    return part instanceof Term.Scalar scalar ? node.children.get(scalar.value()) : null;
  }

  /// How many arguments a call of `call`'s function takes; -1 where there is no such function.
  public int arity(Term.Call call, Capabilities capabilities) {
    Optional<Signature> builtin = capabilities.find(Terms.functionName(call));
    if (builtin.isPresent()) {
      return builtin.get().arity();
    }
    List<DraftRule> rules = find(call.function()).map(RuleTree::rules).orElse(List.of());
    return rules.isEmpty() ? -1 : rules.getFirst().arguments().size();
  }

  /// Shows each node to `action`, parents first.
  public void eachNode(Consumer<RuleTree> action) {
    action.accept(this);
    for (RuleTree child : children.values()) {
      child.eachNode(action);
    }
  }
}
