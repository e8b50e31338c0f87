package io.watchword.authz.simulate;

import io.watchword.authz.decision.Decision;
import io.watchword.authz.load.DecisionRule;
import io.watchword.authz.load.LoadedPolicy;
import io.watchword.authz.load.Selection;
import io.watchword.authz.rego.Expr;
import io.watchword.authz.resolve.Definition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Looks for the fewest conditions that would have to differ, changes just those, and decides
/// again: only what then is allowed is called a nearest change. Used for one question, on one
/// thread.
final class NearestChange {

  private static final int MOST_TRIED = 200;

  private final LoadedPolicy policy;
  private final Question question;
  private final Function<Question, Decision> decide;

  NearestChange(LoadedPolicy policy, Question question, Function<Question, Decision> decide) {
    this.policy = policy;
    this.question = question;
    this.decide = decide;
  }

  /// For a question that `decision` denied.
  String of(Decision.Deny decision, Selection.Asked asked) {
    if (decision.rule().layer().equals("deny")) {
      return escape(decision, asked);
    }
    if (!asked.selected()) {
      return "no ALLOW policy selects workload `" + question.to().name() + "`; write one that does";
    }
    return opening(asked);
  }

  private String opening(Selection.Asked asked) {
    List<List<Gap>> ways = new ArrayList<>();
    for (DecisionRule rule : asked.allow()) {
      switch (rule) {
        case DecisionRule.FromYaml yaml -> ways.addAll(new YamlGaps(policy, question).ways(yaml));
        case DecisionRule.FromRego rego ->
            policy
                .definitions(rego.function())
                .forEach(
                    definition ->
                        ways.add(new RegoGaps(policy).gaps(rego.function(), definition, question)));
      }
    }
    ways.removeIf(List::isEmpty);
    ways.sort(Comparator.comparingInt(List::size));
    for (List<Gap> way : ways.subList(0, Math.min(MOST_TRIED, ways.size()))) {
      if (closed(way).filter(changed -> decide.apply(changed).allows()).isPresent()) {
        return text(way);
      }
    }
    return ways.isEmpty() ? "" : text(ways.get(0));
  }

  private static String text(List<Gap> way) {
    return String.join("; and ", way.stream().map(Gap::text).toList());
  }

  // YAML gaps are all gaps of the question itself; those of Rego build on each other. Closing them
  // in turn fits both.
  private Optional<Question> closed(List<Gap> way) {
    Question at = question;
    for (Gap gap : way) {
      Optional<Question> next = gap.closed();
      if (next.isEmpty()) {
        return Optional.empty();
      }
      at = merged(at, next.get());
    }
    return Optional.of(at);
  }

  private Question merged(Question at, Question next) {
    Question result = at;
    if (!next.from().equals(question.from())) {
      result = result.withFrom(next.from());
    }
    if (!next.method().equals(question.method())) {
      result = result.withMethod(next.method());
    }
    if (!next.path().equals(question.path())) {
      result = result.withPath(next.path());
    }
    if (!next.host().equals(question.host())) {
      result = result.withHost(next.host());
    }
    if (next.port() != question.port()) {
      result = result.withPort(next.port());
    }
    for (var header : next.headers().entrySet()) {
      result = result.withHeader(header.getKey(), header.getValue());
    }
    return result;
  }

  private String escape(Decision.Deny decision, Selection.Asked asked) {
    List<Gap> escapes = new ArrayList<>();
    for (DecisionRule rule : asked.deny()) {
      switch (rule) {
        case DecisionRule.FromYaml yaml -> {
          if (yaml.rule().id().equals(decision.rule().ruleId())) {
            escapes.addAll(new YamlGaps(policy, question).escapes(yaml));
          }
        }
        case DecisionRule.FromRego rego -> {
          if (decision.rule().ruleId().startsWith(rego.name() + "@")) {
            escapes.addAll(escapes(rego, decision.rule().location()));
          }
        }
      }
    }
    for (Gap escape : escapes) {
      if (escape.closed().filter(changed -> decide.apply(changed).allows()).isPresent()) {
        return escape.text();
      }
    }
    return escapes.isEmpty() ? "" : escapes.get(0).text();
  }

  private List<Gap> escapes(DecisionRule.FromRego rego, String location) {
    List<Gap> escapes = new ArrayList<>();
    ExprGap gaps = new ExprGap(policy, question);
    for (Definition definition : policy.definitions(rego.function())) {
      if (definition.rule().at().fileLine().equals(location)) {
        // What is negated is most often what is missing.
        WrittenBody.of(definition.rule()).stream()
            .filter(Expr::negated)
            .forEach(expr -> escapes.add(gaps.holding(expr)));
        WrittenBody.of(definition.rule()).stream()
            .filter(expr -> !expr.negated())
            .forEach(expr -> escapes.add(gaps.holding(expr)));
      }
    }
    return escapes;
  }
}
