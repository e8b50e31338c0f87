package io.watchword.authz.simulate;

import io.watchword.authz.early.rego.Expr;
import io.watchword.authz.early.rego.Rule;
import io.watchword.authz.early.rego.RulePath;
import io.watchword.authz.early.rego.Term;
import io.watchword.authz.early.resolve.ResolvedPolicy;
import io.watchword.authz.engine.Budget;
import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.engine.EvaluationFailedException;
import io.watchword.authz.load.InputDocument;
import io.watchword.authz.load.LoadedPolicy;
import io.watchword.authz.plan.Where;
import io.watchword.authz.rego.Location;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which expression of a Rego body ends it for a question: the furthest one that the trace shows as
/// undefined. Used on one thread.
final class RegoGaps {

  private static final int MOST_GAPS = 6;
  private static final int DEEPEST = 5;

  private final LoadedPolicy policy;

  RegoGaps(LoadedPolicy policy) {
    this.policy = policy;
  }

  /// The gaps of `definition`, found one after the other by closing each; ends with the first that
  /// cannot be closed.
  List<Gap> gaps(String function, ResolvedPolicy.Definition definition, Question question) {
    List<Gap> gaps = new ArrayList<>();
    Question at = question;
    for (int i = 0; i < MOST_GAPS; i++) {
      Optional<Gap> gap = firstGap(function, definition.rule(), at);
      if (gap.isEmpty()) {
        return gaps;
      }
      gaps.add(gap.get());
      if (gap.get().closed().isEmpty()) {
        return gaps;
      }
      at = gap.get().closed().get();
    }
    return gaps;
  }

  private Optional<Gap> firstGap(String function, Rule rule, Question question) {
    RuleTrace trace = new RuleTrace();
    Value input =
        question.http()
            ? InputDocument.of(question.requestFacts())
            : InputDocument.of(question.connectionFacts());
    try {
      policy
          .interpreter()
          .trace(
              function,
              EvaluationContext.of(input, policy.data(), Budget.fuel(Budget.DEFAULT_FUEL)),
              trace);
    } catch (EvaluationFailedException e) {
      return Optional.empty();
    }
    return gapOf(trace, function, rule, question, 0);
  }

  private Optional<Gap> gapOf(
      RuleTrace trace, String function, Rule rule, Question question, int depth) {
    int furthest = -1;
    for (RuleTrace.Call call : trace.calls(function)) {
      for (Where where : call.ended()) {
        furthest = Math.max(furthest, indexOf(rule.body(), where));
      }
    }
    if (furthest < 0) {
      return Optional.empty();
    }
    Expr failed = rule.body().get(furthest);
    Optional<ResolvedPolicy.Group> helper = helper(failed);
    if (helper.isPresent() && depth < DEEPEST) {
      String name = "g0." + helper.get().name();
      for (ResolvedPolicy.Definition definition : helper.get().definitions()) {
        Optional<Gap> inner = gapOf(trace, name, definition.rule(), question, depth + 1);
        if (inner.isPresent()) {
          return inner;
        }
      }
    }
    return Optional.of(new ExprGap(policy, question).of(failed));
  }

  private int indexOf(List<Expr> body, Where where) {
    String file = policy.plan().files().get(where.file());
    for (int i = 0; i < body.size(); i++) {
      Location at = body.get(i).at();
      if (at.line() == where.row() && at.column() == where.col() && at.file().equals(file)) {
        return i;
      }
    }
    return -1;
  }

  // An expression that is nothing but another rule.
  private Optional<ResolvedPolicy.Group> helper(Expr expr) {
    if (expr instanceof Expr.TermExpr e
        && e.term() instanceof Term.Ref ref
        && RulePath.isData(ref)) {
      List<String> constants = RulePath.constants(ref);
      return constants.size() == ref.path().size()
          ? policy.resolved().group(RulePath.name(constants))
          : Optional.empty();
    }
    return Optional.empty();
  }
}
