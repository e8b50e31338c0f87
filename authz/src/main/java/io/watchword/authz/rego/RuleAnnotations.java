package io.watchword.authz.rego;

import io.watchword.authz.rego.AnnotationTargets.Attached;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gives each rule the annotations right before it.
final class RuleAnnotations {

  private RuleAnnotations() {}

  static List<Rule> of(List<Rule> rules, List<Attached> attached) {
    if (attached.isEmpty()) {
      return rules;
    }
    Map<Rule, List<Annotations>> byRule = new IdentityHashMap<>();
    for (Attached block : attached) {
      block
          .target()
          .rule()
          .ifPresent(
              rule ->
                  byRule.computeIfAbsent(rule, key -> new ArrayList<>()).add(block.annotations()));
    }
    return rules.stream().map(rule -> annotated(rule, byRule.get(rule))).toList();
  }

  private static Rule annotated(Rule rule, @Nullable List<Annotations> own) {
    return own == null
        ? rule
        : new Rule(rule.head(), rule.body(), rule.otherwise(), rule.isDefault(), own, rule.at());
  }
}
