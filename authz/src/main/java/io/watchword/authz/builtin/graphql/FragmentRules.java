package io.watchword.authz.builtin.graphql;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Rules of fragments (GraphQL §5.5).
final class FragmentRules {

  private FragmentRules() {}

  /// §5.5.1.3: only what has fields.
  static final class OnCompositeTypes implements Rule {

    @Override
    public void inline(QueryCheck check, Node inline) {
      Node type = check.schema().type(inline.text("TypeCondition"));
      if (type != null && !Types.isComposite(type)) {
        check.fail(
            inline,
            "Fragment cannot condition on non composite type \"%s\".".formatted(type.name()));
      }
    }

    @Override
    public void fragment(QueryCheck check, Node fragment) {
      Node type = fragment.definition;
      if (type != null && !Types.isComposite(type)) {
        check.fail(
            fragment,
            "Fragment \"%s\" cannot condition on non composite type \"%s\"."
                .formatted(fragment.name(), type.name()));
      }
    }
  }

  /// §5.5.2.1: it exists.
  static final class KnownNames implements Rule {

    @Override
    public void spread(QueryCheck check, Node spread) {
      if (spread.definition == null) {
        check.fail(spread, "Unknown fragment \"" + spread.name() + "\".");
      }
    }
  }

  /// §5.5.2.2: none is within itself.
  static final class NoCycles implements Rule {

    private final Set<String> visited = new HashSet<>();

    @Override
    public void fragment(QueryCheck check, Node fragment) {
      follow(check, fragment, new ArrayList<>(), new HashMap<>());
    }

    private void follow(
        QueryCheck check, Node fragment, List<Node> path, Map<String, Integer> indexes) {
      if (!visited.add(fragment.name())) {
        return;
      }
      List<Node> spreads = spreads(fragment);
      if (spreads.isEmpty()) {
        return;
      }
      check.enter();
      indexes.put(fragment.name(), path.size());
      for (Node spread : spreads) {
        Integer cycle = indexes.get(spread.name());
        path.add(spread);
        if (cycle != null) {
          report(check, spread, path.subList(cycle, path.size() - 1));
        } else {
          Node next = check.fragment(spread.name());
          if (next != null) {
            follow(check, next, path, indexes);
          }
        }
        path.removeLast();
      }
      indexes.remove(fragment.name());
      check.leave();
    }

    private static void report(QueryCheck check, Node spread, List<Node> path) {
      List<String> names = path.stream().map(s -> "\"" + s.name() + "\"").toList();
      String via = names.isEmpty() ? "" : " via " + String.join(", ", names);
      check.fail(
          spread, "Cannot spread fragment \"%s\" within itself%s.".formatted(spread.name(), via));
    }

    private static List<Node> spreads(Node fragment) {
      List<Node> spreads = new ArrayList<>();
      Deque<Node> left = new ArrayDeque<>(List.of(fragment));
      while (!left.isEmpty()) {
        for (Node selection : left.pop().nodes("SelectionSet")) {
          if (selection.shape() == Shape.SPREAD) {
            spreads.add(selection);
          } else {
            left.push(selection);
          }
        }
      }
      return spreads;
    }
  }

  /// §5.5.1.4: each is used.
  static final class NoUnused implements Rule {

    private final Set<String> used = new HashSet<>();
    private boolean inFragments;

    @Override
    public void spread(QueryCheck check, Node spread) {
      if (!inFragments) {
        used.add(spread.name());
      }
    }

    @Override
    public void fragment(QueryCheck check, Node fragment) {
      inFragments = true;
      if (!used.contains(fragment.name())) {
        check.fail(fragment, "Fragment \"" + fragment.name() + "\" is never used.");
      }
    }
  }

  /// §5.5.1.1: each name only once.
  static final class UniqueNames implements Rule {

    private final Set<String> seen = new HashSet<>();

    @Override
    public void fragment(QueryCheck check, Node fragment) {
      if (!seen.add(fragment.name())) {
        check.fail(fragment, "There can be only one fragment named \"" + fragment.name() + "\".");
      }
    }
  }

  /// §5.5.2.3: some object is of both types.
  static final class PossibleSpreads implements Rule {

    @Override
    public void inline(QueryCheck check, Node inline) {
      check(check, inline, "Fragment", inline.text("TypeCondition"));
    }

    @Override
    public void spread(QueryCheck check, Node spread) {
      Node fragment = spread.definition;
      if (fragment != null) {
        String who = "Fragment \"" + spread.name() + "\"";
        check(check, spread, who, fragment.text("TypeCondition"));
      }
    }

    private static void check(QueryCheck check, Node at, String who, String condition) {
      Node parent = at.parent;
      Node type = check.schema().type(condition);
      if (parent == null
          || type == null
          || !Types.isComposite(type)
          || !Types.isComposite(parent)) {
        return;
      }
      if (!overlap(check, parent, type)) {
        check.fail(
            at,
            "%s cannot be spread here as objects of type \"%s\" can never be of type \"%s\"."
                .formatted(who, parent.name(), condition));
      }
    }

    private static boolean overlap(QueryCheck check, Node parent, @Nullable Node type) {
      if (type == null) {
        return false;
      }
      List<Node> parents =
          parent.text("Kind").equals("OBJECT")
              ? List.of(parent)
              : check.schema().possibleTypes(parent);
      Set<String> names = new HashSet<>(parents.stream().map(Node::name).toList());
      return check.schema().possibleTypes(type).stream()
          .anyMatch(possible -> names.contains(possible.name()));
    }
  }
}
