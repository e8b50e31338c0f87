package io.watchword.authz.plan.planner;

import io.watchword.authz.rego.Module;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.Definition;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The documents that rules make, by path. Packages without rules stand in it too: they are empty
/// objects. Immutable once made.
final class RuleTree {

  /// A package, a step towards one, or a group of rules.
  static final class Node {
    private final SequencedMap<Value, Node> children = new TreeMap<>();
    private @Nullable RuleGroup group;

    @Nullable RuleGroup group() {
      return group;
    }

    /// By name, in Rego's order.
    SequencedMap<Value, Node> children() {
      return children;
    }

    @Nullable Node child(Value key) {
      return children.get(key);
    }
  }

  private final Node root = new Node();
  private final List<RuleGroup> groups = new ArrayList<>();

  RuleTree(Collection<Module> modules, Collection<Definition> definitions) {
    List<Definition> shallowFirst = new ArrayList<>(definitions);
    shallowFirst.sort(Comparator.comparingInt(d -> names(d).size()));
    shallowFirst.forEach(this::add);
    modules.forEach(module -> touch(module.path()));
  }

  Node root() {
    return root;
  }

  /// All groups, the shallow ones first.
  List<RuleGroup> groups() {
    return groups;
  }

  private void add(Definition definition) {
    List<String> names = names(definition);
    Node node = root;
    for (String name : names) {
      if (node.group != null) {
        break;
      }
      node = node.children.computeIfAbsent(new StringValue(name), key -> new Node());
    }
    RuleGroup group = node.group;
    if (group == null) {
      group = new RuleGroup(names);
      node.group = group;
      groups.add(group);
    }
    group.add(definition);
  }

  private void touch(List<String> path) {
    Node node = root;
    for (String name : path) {
      if (node.group != null) {
        return;
      }
      node = node.children.computeIfAbsent(new StringValue(name), key -> new Node());
    }
  }

  /// The names a head begins with, up to what is no string constant.
  private static List<String> names(Definition definition) {
    List<String> names = new ArrayList<>();
    for (Term part : definition.rule().head().reference().path()) {
      if (!(part instanceof Term.Scalar scalar) || !(scalar.value() instanceof StringValue name)) {
        break;
      }
      names.add(name.text());
    }
    return names;
  }
}
