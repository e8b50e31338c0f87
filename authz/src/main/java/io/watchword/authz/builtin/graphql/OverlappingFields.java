package io.watchword.authz.builtin.graphql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// §5.3.2: fields that answer under one name ask for the same. Selections are compared within
/// themselves, with the fragments they spread, and these with each other; every comparison pays.
final class OverlappingFields implements Rule {

  /// Two fields that differ.
  ///
  /// @param below why, where it is about fields of fields
  private record Conflict(String name, String reason, List<Conflict> below, Node at) {

    String text() {
      if (below.isEmpty()) {
        return reason;
      }
      List<String> texts = new ArrayList<>();
      for (Conflict each : below) {
        texts.add("subfields \"%s\" conflict because %s".formatted(each.name, each.text()));
      }
      return String.join(" and ", texts);
    }
  }

  /// What a selection asks for: fields by the name they answer under, and fragments.
  private record Asked(Map<String, List<Node>> fields, List<Node> spreads) {

    static Asked of(QueryCheck check, Node owner) {
      Asked asked = new Asked(new LinkedHashMap<>(), new ArrayList<>());
      asked.collect(check, owner);
      return asked;
    }

    private void collect(QueryCheck check, Node owner) {
      check.enter();
      for (Node selection : owner.nodes("SelectionSet")) {
        switch (selection.shape()) {
          case FIELD ->
              fields.computeIfAbsent(answerName(selection), n -> new ArrayList<>()).add(selection);
          case INLINE -> collect(check, selection);
          default -> spreads.add(selection);
        }
      }
      check.leave();
    }
  }

  private final Map<String, Boolean> comparedPairs = new HashMap<>();
  private Set<String> comparedFragments = new HashSet<>();

  private static String answerName(Node field) {
    return field.text("Alias").isEmpty() ? field.name() : field.text("Alias");
  }

  @Override
  public void operation(QueryCheck check, Node operation) {
    within(check, operation);
  }

  @Override
  public void field(QueryCheck check, Node field) {
    if (check.currentOperation() != null) {
      within(check, field);
    }
  }

  @Override
  public void inline(QueryCheck check, Node inline) {
    within(check, inline);
  }

  @Override
  public void fragment(QueryCheck check, Node fragment) {
    within(check, fragment);
  }

  private void within(QueryCheck check, Node owner) {
    if (owner.nodes("SelectionSet").isEmpty()) {
      return;
    }
    Asked asked = Asked.of(check, owner);
    List<Conflict> conflicts = new ArrayList<>();
    for (List<Node> fields : asked.fields().values()) {
      for (int i = 0; i < fields.size(); i++) {
        for (Node other : fields.subList(i + 1, fields.size())) {
          add(conflicts, conflict(check, false, fields.get(i), other));
        }
      }
    }
    comparedFragments = new HashSet<>();
    for (int i = 0; i < asked.spreads().size(); i++) {
      Node spread = asked.spreads().get(i);
      withFragment(check, conflicts, false, asked, spread);
      for (Node other : asked.spreads().subList(i + 1, asked.spreads().size())) {
        fragments(check, conflicts, false, spread, other);
      }
    }
    for (Conflict conflict : conflicts) {
      check.fail(
          conflict.at(),
          ("Fields \"%s\" conflict because %s. Use different aliases on the fields to fetch both if"
                  + " this was intentional.")
              .formatted(conflict.name(), conflict.text()));
    }
  }

  private static void add(List<Conflict> conflicts, @Nullable Conflict conflict) {
    if (conflict != null) {
      conflicts.add(conflict);
    }
  }

  private void withFragment(
      QueryCheck check, List<Conflict> conflicts, boolean exclusive, Asked asked, Node spread) {
    Node fragment = spread.definition;
    if (!comparedFragments.add(spread.name()) || fragment == null) {
      return;
    }
    Asked inner = Asked.of(check, fragment);
    if (inner.fields().equals(asked.fields())) {
      return;
    }
    check.enter();
    between(check, conflicts, exclusive, asked, inner);
    for (Node next : inner.spreads()) {
      if (!next.name().equals(spread.name())) {
        withFragment(check, conflicts, exclusive, asked, next);
      }
    }
    check.leave();
  }

  private void fragments(
      QueryCheck check, List<Conflict> conflicts, boolean exclusive, Node one, Node other) {
    if (one.name().equals(other.name()) || isCompared(one, other, exclusive)) {
      return;
    }
    comparedPairs.put(one.name() + " " + other.name(), exclusive);
    comparedPairs.put(other.name() + " " + one.name(), exclusive);
    if (one.definition == null || other.definition == null) {
      return;
    }
    Asked first = Asked.of(check, one.definition);
    Asked second = Asked.of(check, other.definition);
    check.enter();
    between(check, conflicts, exclusive, first, second);
    for (Node next : second.spreads()) {
      fragments(check, conflicts, exclusive, one, next);
    }
    for (Node next : first.spreads()) {
      fragments(check, conflicts, exclusive, next, other);
    }
    check.leave();
  }

  private boolean isCompared(Node one, Node other, boolean exclusive) {
    Boolean before = comparedPairs.get(one.name() + " " + other.name());
    return before != null && (exclusive || !before);
  }

  private void between(
      QueryCheck check, List<Conflict> conflicts, boolean exclusive, Asked one, Asked other) {
    one.fields()
        .forEach(
            (name, fields) -> {
              for (Node field : fields) {
                for (Node against : other.fields().getOrDefault(name, List.of())) {
                  add(conflicts, conflict(check, exclusive, field, against));
                }
              }
            });
  }

  private @Nullable Conflict conflict(
      QueryCheck check, boolean parentsExclusive, Node one, Node other) {
    if (one.parent == null || other.parent == null) {
      return null;
    }
    boolean exclusive =
        parentsExclusive
            || !one.parent.name().equals(other.parent.name())
                && one.parent.text("Kind").equals("OBJECT")
                && other.parent.text("Kind").equals("OBJECT")
                && one.definition != null
                && other.definition != null;
    String name = answerName(one);
    if (!exclusive && !one.name().equals(other.name())) {
      String reason = "\"%s\" and \"%s\" are different fields".formatted(one.name(), other.name());
      return new Conflict(name, reason, List.of(), other);
    }
    if (!exclusive && !sameArguments(one.nodes("Arguments"), other.nodes("Arguments"))) {
      return new Conflict(name, "they have differing arguments", List.of(), other);
    }
    if (one.definition != null && other.definition != null) {
      Node type = one.definition.required("Type");
      Node otherType = other.definition.required("Type");
      if (typesConflict(check, type, otherType)) {
        String reason =
            "they return conflicting types \"%s\" and \"%s\""
                .formatted(Types.text(type), Types.text(otherType));
        return new Conflict(name, reason, List.of(), other);
      }
    }
    check.enter();
    List<Conflict> below = below(check, exclusive, one, other);
    check.leave();
    return below.isEmpty() ? null : new Conflict(name, "", below, other);
  }

  private List<Conflict> below(QueryCheck check, boolean exclusive, Node one, Node other) {
    List<Conflict> conflicts = new ArrayList<>();
    Asked first = Asked.of(check, one);
    Asked second = Asked.of(check, other);
    between(check, conflicts, exclusive, first, second);
    for (Node spread : second.spreads()) {
      comparedFragments = new HashSet<>();
      withFragment(check, conflicts, exclusive, first, spread);
    }
    for (Node spread : first.spreads()) {
      comparedFragments = new HashSet<>();
      withFragment(check, conflicts, exclusive, second, spread);
    }
    for (Node spread : first.spreads()) {
      for (Node against : second.spreads()) {
        fragments(check, conflicts, exclusive, spread, against);
      }
    }
    return conflicts;
  }

  private static boolean sameArguments(List<Node> one, List<Node> other) {
    return one.size() == other.size()
        && one.stream().allMatch(a -> other.stream().anyMatch(b -> sameArgument(a, b)));
  }

  private static boolean sameArgument(Node one, Node other) {
    Node value = one.required("Value");
    Node against = other.required("Value");
    return one.name().equals(other.name())
        && value.number("Kind") == against.number("Kind")
        && value.text("Raw").equals(against.text("Raw"));
  }

  private static boolean typesConflict(QueryCheck check, Node one, Node other) {
    Node element = one.node("Elem");
    Node otherElement = other.node("Elem");
    if (element != null && otherElement != null) {
      return typesConflict(check, element, otherElement);
    }
    if (element != null || otherElement != null || one.flag("NonNull") != other.flag("NonNull")) {
      return true;
    }
    Node type = check.schema().type(one.text("NamedType"));
    Node otherType = check.schema().type(other.text("NamedType"));
    return type != null
        && otherType != null
        && Types.isLeaf(type)
        && Types.isLeaf(otherType)
        && !type.name().equals(otherType.name());
  }
}
