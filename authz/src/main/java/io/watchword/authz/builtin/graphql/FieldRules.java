package io.watchword.authz.builtin.graphql;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Rules of fields (GraphQL §5.3).
final class FieldRules {

  private FieldRules() {}

  /// §5.3.1: a type has the field.
  static final class OnCorrectType implements Rule {

    @Override
    public void field(QueryCheck check, Node field) {
      Node parent = field.parent;
      if (parent == null || field.definition != null) {
        return;
      }
      String message =
          "Cannot query field \"%s\" on type \"%s\".".formatted(field.name(), parent.name());
      List<String> types = suggestedTypes(check, parent, field.name());
      if (!types.isEmpty()) {
        message +=
            " Did you mean to use an inline fragment on " + Suggestions.orList(types, true) + "?";
      } else if (List.of("OBJECT", "INTERFACE").contains(parent.text("Kind"))) {
        List<String> fields = parent.nodes("Fields").stream().map(Node::name).toList();
        message += Suggestions.of("Did you mean", field.name(), fields, true);
      }
      check.fail(field, message);
    }

    private static List<String> suggestedTypes(QueryCheck check, Node parent, String name) {
      if (!List.of("INTERFACE", "UNION").contains(parent.text("Kind"))) {
        return List.of();
      }
      List<String> objects = new ArrayList<>();
      Map<String, Integer> interfaces = new HashMap<>();
      for (Node possible : check.schema().possibleTypes(parent)) {
        if (possible.named("Fields", name) == null) {
          continue;
        }
        objects.add(possible.name());
        for (String each : possible.texts("Interfaces")) {
          Node type = check.schema().type(each);
          if (type != null && type.named("Fields", name) != null) {
            interfaces.merge(each, 1, Integer::sum);
          }
        }
      }
      List<String> all = new ArrayList<>(interfaces.keySet());
      all.addAll(objects);
      all.sort(
          Comparator.comparing((String type) -> -interfaces.getOrDefault(type, 0))
              .thenComparing(Comparator.naturalOrder()));
      return all;
    }
  }

  /// Lists of lists of types must not be asked for endlessly.
  static final class IntrospectionDepth implements Rule {

    private static final Set<String> LISTS =
        Set.of("fields", "interfaces", "possibleTypes", "inputFields");

    @Override
    public void field(QueryCheck check, Node field) {
      if ((field.name().equals("__schema") || field.name().equals("__type"))
          && isTooDeep(check, field, new HashSet<>(), 0)) {
        check.fail(field, "Maximum introspection depth exceeded");
      }
    }

    private static boolean isTooDeep(
        QueryCheck check, Node owner, Set<String> fragments, int depth) {
      int lists = depth;
      if (owner.shape() == Shape.FIELD && LISTS.contains(owner.name()) && ++lists >= 3) {
        return true;
      }
      check.enter();
      boolean tooDeep = false;
      for (Node child : owner.nodes("SelectionSet")) {
        if (child.shape() != Shape.SPREAD) {
          tooDeep |= isTooDeep(check, child, fragments, lists);
        } else if (child.definition != null && fragments.add(child.name())) {
          tooDeep |= isTooDeep(check, child.definition, fragments, lists);
          fragments.remove(child.name());
        }
      }
      check.leave();
      return tooDeep;
    }
  }

  /// §5.3.3: what has fields must say which, what has none must not.
  static final class ScalarLeafs implements Rule {

    @Override
    public void field(QueryCheck check, Node field) {
      Node definition = field.definition;
      Node type =
          definition == null ? null : check.schema().type(Types.name(definition.required("Type")));
      if (definition == null || type == null) {
        return;
      }
      boolean selects = !field.nodes("SelectionSet").isEmpty();
      if (Types.isLeaf(type) && selects) {
        check.fail(
            field,
            "Field \"%s\" must not have a selection since type \"%s\" has no subfields."
                .formatted(field.name(), type.name()));
      }
      if (!Types.isLeaf(type) && !selects) {
        check.fail(
            field,
            "Field \"%s\" of type \"%s\" must have a selection of subfields. Did you mean \"%s { ... }\"?"
                .formatted(field.name(), Types.text(definition.required("Type")), field.name()));
      }
    }
  }
}
