package io.watchword.authz.resolve.graph;

import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.draft.Draft;
import io.watchword.authz.resolve.draft.DraftModule;
import io.watchword.authz.resolve.draft.DraftRule;
import io.watchword.authz.resolve.walk.RegoText;
import io.watchword.authz.resolve.walk.Terms;
import io.watchword.authz.value.StringValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Refuses rules that cannot stand beside each other.
public final class ConflictCheck {

  private final Draft draft;

  private ConflictCheck(Draft draft) {
    this.draft = draft;
  }

  /// Adds an error for each place where rules, packages or base documents collide.
  ///
  /// @param exists whether base data has a document at a path
  public static void check(Draft draft, RuleTree tree, Predicate<List<String>> exists) {
    ConflictCheck check = new ConflictCheck(draft);
    tree.eachNode(check::node);
    for (RuleTree child : tree.children()) {
      check.baseDocuments(child, new ArrayList<>(), exists);
    }
    check.packages();
  }

  private void node(RuleTree node) {
    if (node.rules().isEmpty()) {
      return;
    }
    List<DraftRule> blocked = blockedBelow(node);
    DraftRule first = node.rules().getFirst();
    // As OPA, of the last one: all share the ground part.
    String name = text(node.rules().getLast().reference());
    if (!blocked.isEmpty()) {
      String all =
          blocked.stream()
              .map(rule -> "\n  rule " + text(rule.reference()) + " at " + place(rule.at()))
              .collect(Collectors.joining());
      problem(
          "rule " + name + " conflicts with:" + all,
          first.at(),
          "has one value, so nothing can stand below it",
          "rename one of the rules, or give this one a variable in its head");
    } else if (areMixed(node.rules())) {
      problem(
          "conflicting rules " + name + " found",
          first.at(),
          "this one",
          "all rules of a name must be of one kind: values, set members, or functions with the"
              + " same number of arguments");
    } else {
      defaults(node, name);
    }
  }

  private void defaults(RuleTree node, String name) {
    List<DraftRule> defaults = node.rules().stream().filter(DraftRule::isDefault).toList();
    if (defaults.size() > 1) {
      String places =
          defaults.stream().map(rule -> place(rule.at())).collect(Collectors.joining(", "));
      problem(
          "multiple default rules " + name + " found at " + places,
          defaults.getFirst().module().written().packageAt(),
          "in this package",
          "keep one of them");
    }
  }

  private static boolean areMixed(List<DraftRule> rules) {
    DraftRule first = rules.getFirst();
    for (DraftRule rule : rules) {
      if (rule.isSet() != first.isSet()
          || rule.arguments().size() != first.arguments().size()
          || isComplete(rule) != isComplete(first)
          || (rule.isSet() && rule.isGround() != first.isGround())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isComplete(DraftRule rule) {
    return !rule.isSet() && rule.isGround();
  }

  /// Rules below `node` that its own rules do not leave room for.
  private static List<DraftRule> blockedBelow(RuleTree node) {
    if (node.children().isEmpty()) {
      return List.of();
    }
    boolean whole = node.rules().stream().anyMatch(DraftRule::isGround);
    List<DraftRule> found = new ArrayList<>();
    for (RuleTree child : node.children()) {
      child.eachNode(
          below ->
              below.rules().stream()
                  .filter(rule -> whole || rule.isFunction())
                  .forEach(found::add));
    }
    return shortest(found);
  }

  /// Those that do not stand below others of them, by reference.
  private static List<DraftRule> shortest(List<DraftRule> rules) {
    Map<List<String>, DraftRule> all = new HashMap<>();
    for (DraftRule rule : rules) {
      all.putIfAbsent(parts(rule), rule);
    }
    return all.entrySet().stream()
        .filter(entry -> !isBelowAnother(entry.getKey(), all))
        .map(Map.Entry::getValue)
        .sorted(Comparator.comparing(rule -> RegoText.of(rule.reference())))
        .toList();
  }

  private static boolean isBelowAnother(List<String> parts, Map<List<String>, DraftRule> all) {
    for (int end = 1; end < parts.size(); end++) {
      if (all.containsKey(parts.subList(0, end))) {
        return true;
      }
    }
    return false;
  }

  private static List<String> parts(DraftRule rule) {
    return Terms.path(rule.reference()).stream().map(RegoText::of).toList();
  }

  private void baseDocuments(RuleTree node, List<String> path, Predicate<List<String>> exists) {
    if (!(node.key() instanceof StringValue string)) {
      return;
    }
    path.add(string.text());
    if (!node.rules().isEmpty() && exists.test(List.copyOf(path))) {
      draft
          .problems()
          .compile(
              "conflicting rule for data path " + String.join("/", path) + " found",
              node.rules().getFirst().at(),
              "base data has a document here",
              "rename the rule, or move the document");
    } else {
      node.children().forEach(child -> baseDocuments(child, path, exists));
    }
    path.removeLast();
  }

  private void packages() {
    Map<List<String>, List<DraftModule>> byName = new HashMap<>();
    for (DraftModule module : draft.modules()) {
      byName.computeIfAbsent(module.written().path(), _ -> new ArrayList<>()).add(module);
    }
    for (DraftModule module : draft.modules()) {
      for (DraftRule rule : module.rules()) {
        if (rule.isGround() && rule.path().stream().allMatch(Terms::isScalar)) {
          for (DraftModule other : byName.getOrDefault(packageName(rule), List.of())) {
            againstPackage(rule, other);
          }
        }
      }
    }
  }

  private static List<String> packageName(DraftRule rule) {
    List<String> name = new ArrayList<>(rule.module().written().path());
    name.add(rule.name());
    for (Term part : rule.path()) {
      name.add(part instanceof Term.Scalar(StringValue string, _) ? string.text() : "\0");
    }
    return name;
  }

  private void againstPackage(DraftRule rule, DraftModule other) {
    problem(
        "package "
            + packageText(other)
            + " conflicts with rule "
            + text(rule.localReference())
            + " defined at "
            + place(rule.at()),
        rule.module().written().packageAt(),
        "defines a rule where another package is",
        "rename the rule or the package");
  }

  private static String packageText(DraftModule module) {
    List<String> path = module.written().path();
    Location at = module.written().packageAt();
    return path.isEmpty()
        ? ""
        : RegoText.of(
            Terms.ref(
                new Term.Var(path.getFirst(), at), module.path().subList(1, path.size()), at));
  }

  private String text(Term reference) {
    return RegoText.of(reference, draft.names()::writtenName);
  }

  private static String place(Location at) {
    return at.file().isEmpty() ? at.line() + ":" + at.column() : at.fileLine();
  }

  private void problem(String message, Location at, String label, String help) {
    draft.problems().type(message, at, label, help);
  }
}
