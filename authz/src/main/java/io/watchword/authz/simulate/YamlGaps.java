package io.watchword.authz.simulate;

import io.watchword.authz.engine.Budget;
import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.load.DecisionRule;
import io.watchword.authz.load.InputDocument;
import io.watchword.authz.load.LoadedPolicy;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.Value;
import io.watchword.authz.yaml.Attribute;
import io.watchword.authz.yaml.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Which conditions of a YAML rule fail for a question: each is a rule of its own and asked for
/// alone. Used for one question, on one thread.
final class YamlGaps {

  private final LoadedPolicy policy;
  private final Question question;

  YamlGaps(LoadedPolicy policy, Question question) {
    this.policy = policy;
    this.question = question;
  }

  /// The gaps of each way in which the rule could match; a way without gaps matches.
  List<List<Gap>> ways(DecisionRule.FromYaml rule) {
    List<List<Gap>> ways = new ArrayList<>();
    if (!question.http() && rule.connectionFunction().isEmpty()) {
      return ways;
    }
    for (List<Condition> from : orAny(rule.rule().from())) {
      for (List<Condition> to : orAny(rule.rule().to())) {
        List<Gap> gaps = new ArrayList<>();
        from.stream().filter(c -> !holds(c)).forEach(c -> gaps.add(gap(c)));
        to.stream().filter(c -> !holds(c)).forEach(c -> gaps.add(gap(c)));
        ways.add(gaps);
      }
    }
    return ways;
  }

  /// What makes a DENY rule match: the conditions of a way that holds, each turned round.
  List<Gap> escapes(DecisionRule.FromYaml rule) {
    for (List<Condition> from : orAny(rule.rule().from())) {
      for (List<Condition> to : orAny(rule.rule().to())) {
        if (from.stream().allMatch(this::holds) && to.stream().allMatch(this::holds)) {
          List<Gap> escapes = new ArrayList<>();
          // What the caller can change most easily first.
          to.forEach(c -> escapes.add(escape(c)));
          from.forEach(c -> escapes.add(escape(c)));
          return escapes;
        }
      }
    }
    return List.of();
  }

  private static List<List<Condition>> orAny(List<List<Condition>> alternatives) {
    return alternatives.isEmpty() ? List.of(List.of()) : alternatives;
  }

  private boolean holds(Condition condition) {
    if (!question.http() && condition.attribute().httpOnly()) {
      return true;
    }
    Value input =
        question.http()
            ? InputDocument.of(question.requestFacts())
            : InputDocument.of(question.connectionFacts());
    boolean matches =
        BooleanValue.TRUE.equals(
            policy
                .engine()
                .rule(
                    condition.function(),
                    EvaluationContext.of(input, policy.data(), Budget.fuel(Budget.DEFAULT_FUEL)))
                .value());
    return matches != condition.negated();
  }

  private Gap gap(Condition condition) {
    String values =
        condition.values().stream().map(v -> "`" + v + "`").collect(Collectors.joining(", "));
    boolean one = condition.values().size() == 1;
    String relation =
        condition.negated() ? one ? "is" : "is among" : one ? "is not" : "is not among";
    String text =
        "%s %s %s %s of %s"
            .formatted(
                condition.attribute().subject(),
                given(condition.attribute()),
                relation,
                values,
                condition.at().fileLine());
    return new Gap(text, condition.negated() ? elsewhere(condition) : matching(condition));
  }

  private Gap escape(Condition condition) {
    String values =
        condition.values().stream().map(v -> "`" + v + "`").collect(Collectors.joining(", "));
    String text =
        "%s %s %s %s of %s"
            .formatted(
                condition.attribute().subject(),
                given(condition.attribute()),
                condition.negated() ? "does not match" : "matches",
                values,
                condition.at().fileLine());
    return new Gap(text, condition.negated() ? matching(condition) : elsewhere(condition));
  }

  private String given(Attribute attribute) {
    // Principals are written without the scheme.
    return Subjects.read(question, attribute.inputPath())
        .map(v -> "`" + (attribute == Attribute.PRINCIPALS ? v.replace("spiffe://", "") : v) + "`")
        .orElse("(absent)");
  }

  private Optional<Question> matching(Condition condition) {
    for (String value : condition.values()) {
      Optional<Question> changed =
          change(condition.attribute(), example(condition.attribute(), value));
      if (changed.isPresent()) {
        return changed;
      }
    }
    return Optional.empty();
  }

  private Optional<Question> elsewhere(Condition condition) {
    // A value no pattern of a real policy names.
    String other = condition.attribute() == Attribute.PORTS ? "65535" : "x-other-than-listed";
    return change(
        condition.attribute(), condition.attribute() == Attribute.PATHS ? "/" + other : other);
  }

  private Optional<Question> change(Attribute attribute, String value) {
    return switch (attribute) {
      case PRINCIPALS -> Optional.of(question.withFrom("spiffe://" + value));
      case SERVICE_ACCOUNTS ->
          Subjects.change(question, List.of("source", "service_account"), afterSlash(value))
              .flatMap(
                  q ->
                      value.contains("/")
                          ? Subjects.change(
                              q,
                              List.of("source", "namespace"),
                              value.substring(0, value.indexOf('/')))
                          : Optional.of(q));
      case NAMESPACES, TRUST_DOMAINS, PORTS, HOSTS, METHODS, PATHS ->
          Subjects.change(question, attribute.inputPath(), value);
    };
  }

  private static String afterSlash(String value) {
    return value.substring(value.indexOf('/') + 1);
  }

  private static String example(Attribute attribute, String pattern) {
    if (pattern.equals("*")) {
      return attribute == Attribute.PRINCIPALS ? "example.org/any" : "any";
    }
    String text = pattern.startsWith("*") ? "x" + pattern.substring(1) : pattern;
    String whole = text.endsWith("*") ? text.substring(0, text.length() - 1) + "x" : text;
    return attribute == Attribute.HOSTS ? whole.toLowerCase(Locale.ROOT) : whole;
  }
}
