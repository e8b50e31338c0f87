package io.watchword.authz.rego;

import io.watchword.authz.rego.AnnotationTargets.Attached;
import io.watchword.authz.rego.Annotations.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Gives each rule the annotations that are about it: its own, and those of its whole document.
final class RuleAnnotations {

  private RuleAnnotations() {}

  static List<Rule> of(List<Rule> rules, List<Attached> attached) {
    if (attached.isEmpty()) {
      return rules;
    }
    Map<String, List<Annotations>> byPath = new HashMap<>();
    for (Attached block : attached) {
      block
          .target()
          .rule()
          .ifPresent(
              rule ->
                  byPath
                      .computeIfAbsent(path(rule), key -> new ArrayList<>())
                      .add(block.annotations()));
    }
    List<Rule> annotated = new ArrayList<>(rules.size());
    for (Rule rule : rules) {
      annotated.add(annotated(rule, byPath.getOrDefault(path(rule), List.of())));
    }
    return annotated;
  }

  // A block of scope rule is used up by the first rule after it.
  private static Rule annotated(Rule rule, List<Annotations> candidates) {
    List<Annotations> own = new ArrayList<>();
    int used = -1;
    for (int i = 0; i < candidates.size(); i++) {
      Annotations candidate = candidates.get(i);
      boolean ofRule = candidate.scope() == Scope.RULE && rule.at().line() > candidate.at().line();
      if (ofRule) {
        used = i;
      }
      if (ofRule || candidate.scope() == Scope.DOCUMENT) {
        own.add(candidate);
      }
    }
    if (used >= 0) {
      candidates.remove(used);
    }
    return own.isEmpty()
        ? rule
        : new Rule(rule.head(), rule.body(), rule.otherwise(), rule.isDefault(), own, rule.at());
  }

  // The name and the constant parts after it: as far as all rules of a document agree.
  private static String path(Rule rule) {
    Term.Ref reference = rule.head().reference();
    List<Term> ground = new ArrayList<>();
    for (Term part : reference.path()) {
      if (!Ground.is(part)) {
        break;
      }
      ground.add(part);
    }
    return TermText.of(new Term.Ref(reference.head(), ground, reference.at()));
  }
}
