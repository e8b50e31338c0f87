package io.watchword.authz.builtin.graphql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Rules of operations and of the types they name (GraphQL §5.2, §5.5.1.2).
final class OperationRules {

  private OperationRules() {}

  /// The schema has such operations.
  static final class KnownRootType implements Rule {

    @Override
    public void operation(QueryCheck check, Node operation) {
      if (check.schema().root(operation.text("Operation")) == null) {
        check.fail(
            operation,
            "Schema does not support operation type \"%s\"".formatted(operation.text("Operation")));
      }
    }
  }

  /// The schema has the types that variables and fragments name.
  static final class KnownTypeNames implements Rule {

    @Override
    public void variable(QueryCheck check, Node variable) {
      check(check, variable, Types.name(variable.required("Type")), List.of());
    }

    @Override
    public void inline(QueryCheck check, Node inline) {
      if (!inline.text("TypeCondition").isEmpty()) {
        check(check, inline, inline.text("TypeCondition"), List.of());
      }
    }

    @Override
    public void fragment(QueryCheck check, Node fragment) {
      check(
          check,
          fragment,
          fragment.text("TypeCondition"),
          List.copyOf(check.schema().types().keySet()));
    }

    private static void check(QueryCheck check, Node at, String name, List<String> known) {
      if (check.schema().type(name) == null) {
        check.fail(
            at,
            "Unknown type \"%s\".".formatted(name)
                + Suggestions.of("Did you mean", name, known, true));
      }
    }
  }

  /// §5.2.2.1: one without a name is alone.
  static final class LoneAnonymous implements Rule {

    @Override
    public void operation(QueryCheck check, Node operation) {
      if (operation.name().isEmpty() && check.document().nodes("Operations").size() > 1) {
        check.fail(operation, "This anonymous operation must be the only defined operation.");
      }
    }
  }

  /// §5.2.1.1: each name only once.
  static final class UniqueNames implements Rule {

    private final Set<String> seen = new HashSet<>();

    @Override
    public void operation(QueryCheck check, Node operation) {
      if (!seen.add(operation.name())) {
        check.fail(
            operation, "There can be only one operation named \"" + operation.name() + "\".");
      }
    }
  }

  /// §5.2.3.1: a subscription is to one thing.
  static final class SingleFieldSubscriptions implements Rule {

    @Override
    public void operation(QueryCheck check, Node operation) {
      if (check.schema().root("subscription") == null
          || !operation.text("Operation").equals("subscription")) {
        return;
      }
      Map<String, Node> fields = new LinkedHashMap<>();
      collect(check, operation, fields, new HashSet<>());
      String who =
          operation.name().isEmpty()
              ? "Anonymous Subscription"
              : "Subscription " + Types.quoted(operation.name());
      List<Node> each = new ArrayList<>(fields.values());
      if (each.size() > 1) {
        check.fail(each.get(1), who + " must select only one top level field.");
      }
      for (Node field : each) {
        if (field.name().startsWith("__")) {
          check.fail(field, who + " must not select an introspection top level field.");
        }
      }
    }

    private static void collect(
        QueryCheck check, Node owner, Map<String, Node> fields, Set<String> fragments) {
      check.enter();
      for (Node selection : owner.nodes("SelectionSet")) {
        switch (selection.shape()) {
          case FIELD -> fields.putIfAbsent(selection.name(), selection);
          case INLINE -> collect(check, selection, fields, fragments);
          default -> {
            Node fragment = selection.definition;
            if (fragment != null && fragments.add(fragment.name())) {
              collect(check, fragment, fields, fragments);
            }
          }
        }
      }
      check.leave();
    }
  }
}
