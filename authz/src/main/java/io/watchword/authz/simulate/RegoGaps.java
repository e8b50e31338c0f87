package io.watchword.authz.simulate;

import io.watchword.authz.engine.Budget;
import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.engine.EvaluationFailedException;
import io.watchword.authz.load.InputDocument;
import io.watchword.authz.load.LoadedPolicy;
import io.watchword.authz.plan.Where;
import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Rule;
import io.watchword.authz.rego.RulePath;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.Definition;
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
  List<Gap> gaps(String function, Definition definition, Question question) {
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
    List<Expr> body = WrittenBody.of(rule);
    int furthest = -1;
    for (RuleTrace.Call call : trace.calls(function)) {
      for (Where where : call.ended()) {
        furthest = Math.max(furthest, indexOf(body, where));
      }
    }
    if (furthest < 0) {
      return Optional.empty();
    }
    Expr failed = body.get(furthest);
    String called = called(failed);
    if (!called.isEmpty() && depth < DEEPEST) {
      for (Definition definition : policy.definitions(called)) {
        Optional<Gap> inner = gapOf(trace, called, definition.rule(), question, depth + 1);
        if (inner.isPresent()) {
          return inner;
        }
      }
    }
    return Optional.of(new ExprGap(policy, question).of(failed));
  }

  // The written expression that a place lies in: the last that begins at or before it.
  private int indexOf(List<Expr> body, Where where) {
    String file = policy.plan().files().get(where.file());
    int found = -1;
    for (int i = 0; i < body.size(); i++) {
      Location at = body.get(i).at();
      boolean before =
          at.line() < where.row() || (at.line() == where.row() && at.column() <= where.col());
      boolean later = found < 0 || isBefore(body.get(found).at(), at);
      if (at.file().equals(file) && before && later) {
        found = i;
      }
    }
    return found;
  }

  private static boolean isBefore(Location one, Location other) {
    return one.line() < other.line()
        || (one.line() == other.line() && one.column() < other.column());
  }

  // The function of an expression that is nothing but another rule.
  private static String called(Expr expr) {
    if (expr.goal() instanceof Expr.Goal.Truth(Term.Ref ref) && RulePath.isData(ref)) {
      List<String> constants = RulePath.constants(ref);
      return constants.size() == ref.path().size() ? "g0." + RulePath.name(constants) : "";
    }
    return "";
  }
}
