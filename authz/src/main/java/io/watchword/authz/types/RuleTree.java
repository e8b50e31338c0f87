package io.watchword.authz.types;

import io.watchword.authz.rego.Term;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Rules by path, and who refers where: what a reference may reach is found without looking at all
/// rules. One check, one thread.
final class RuleTree {

  private final Node root = new Node();
  private final Map<Object, Object> shared = new HashMap<>();

  /// One place of the tree.
  static final class Node {
    private final Map<Object, Node> children = new LinkedHashMap<>();
    private final List<Integer> rules = new ArrayList<>();
    // Who refers to a value here, and who to all from here on.
    private final List<Integer> through = new ArrayList<>();
    private final List<Integer> whole = new ArrayList<>();
    private @Nullable Node parent;

    List<Integer> rules() {
      return rules;
    }

    /// Notes that rule `from` refers to the value here.
    void passedBy(int from) {
      through.add(from);
    }

    /// Notes that rule `from` refers to all from here on.
    void namedBy(int from) {
      whole.add(from);
    }
  }

  /// Adds a rule under its complete reference.
  Node add(Term.Ref reference, int rule) {
    Node at = root;
    for (Term part : Environment.parts(reference)) {
      Node parent = at;
      at = at.children.computeIfAbsent(shared(Constants.key(part)), key -> child(parent));
    }
    at.rules.add(rule);
    return at;
  }

  private Object shared(Object key) {
    Object before = shared.putIfAbsent(key, key);
    return before == null ? key : before;
  }

  private static Node child(Node parent) {
    Node node = new Node();
    node.parent = parent;
    return node;
  }

  /// Where a reference leads: places that it passes, and those that it names with all below.
  interface Visitor {
    void through(Node node);

    void whole(Node node);
  }

  /// Walks a reference down the tree; a part that is no constant goes everywhere.
  void reach(Term.Ref reference, Visitor visitor) {
    reach(root, Environment.parts(reference), 0, visitor);
  }

  private void reach(Node start, List<Term> parts, int first, Visitor visitor) {
    Node node = start;
    for (int i = first; i < parts.size(); i++) {
      Term part = parts.get(i);
      if (i > 0 && !Constants.isConstant(part)) {
        if (i == parts.size() - 1) {
          visitor.whole(node);
          return;
        }
        for (Node child : node.children.values()) {
          visitor.through(child);
          reach(child, parts, i + 1, visitor);
        }
        return;
      }
      node = node.children.get(Constants.key(part));
      if (node == null) {
        return;
      }
      if (!node.rules.isEmpty()) {
        visitor.through(node);
      }
    }
    visitor.whole(node);
  }

  /// All rules from `start` on.
  static void each(Node start, Consumer<Integer> visitor) {
    Deque<Node> open = new ArrayDeque<>(List.of(start));
    while (!open.isEmpty()) {
      Node node = open.pop();
      node.rules.forEach(visitor);
      open.addAll(node.children.values());
    }
  }

  /// The rules that refer to the value at `node`.
  static void referrers(Node node, Consumer<Integer> visitor) {
    node.through.forEach(visitor);
    for (Node at = node; at != null; at = at.parent) {
      at.whole.forEach(visitor);
    }
  }
}
