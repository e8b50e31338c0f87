package io.watchword.authz.simulate;

import io.watchword.authz.load.LoadedPolicy;
import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Expr.Goal.Truth;
import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.RulePath;
import io.watchword.authz.rego.Term;
import io.watchword.authz.value.StringValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What would make one expression hold, or stop holding. Used for one question, on one thread.
final class ExprGap {

  private final LoadedPolicy policy;
  private final Question question;

  ExprGap(LoadedPolicy policy, Question question) {
    this.policy = policy;
    this.question = question;
  }

  /// The expression does not hold.
  Gap of(Expr expr) {
    if (expr.negated()) {
      return new Gap(shown(expr) + " does not hold", stopping(expr.goal()));
    }
    if (expr.goal() instanceof Truth(Term.Call call)) {
      Optional<Gap> known = ofCall(call, expr.at());
      if (known.isPresent()) {
        return known.get();
      }
    }
    if (expr.goal() instanceof Truth(Term term) && inputPath(term).isPresent()) {
      List<String> path = inputPath(term).get();
      return new Gap(
          Subjects.name(path) + " is absent, which " + expr.at().fileLine() + " asks for",
          Subjects.change(question, path, "any"));
    }
    return new Gap(shown(expr) + " does not hold", Optional.empty());
  }

  /// The expression holds, and should not.
  Gap holding(Expr expr) {
    return new Gap(
        shown(expr) + " holds",
        expr.negated() ? of(Expr.of(expr.goal(), expr.at())).closed() : stopping(expr.goal()));
  }

  private Optional<Gap> ofCall(Term.Call call, Location at) {
    if (call.arguments().size() != 2) {
      return Optional.empty();
    }
    Optional<List<String>> left = inputPath(call.arguments().get(0));
    List<String> constants = constants(call.arguments().get(1));
    if (left.isEmpty() && name(call).equals("equal")) {
      left = inputPath(call.arguments().get(1));
      constants = constants(call.arguments().get(0));
    }
    if (left.isEmpty() || constants.isEmpty()) {
      return Optional.empty();
    }
    String relation =
        switch (name(call)) {
          case "equal" -> "is not";
          case "internal.member_2" -> constants.size() == 1 ? "is not" : "is not among";
          case "startswith" -> "does not start with";
          case "endswith" -> "does not end with";
          default -> "";
        };
    if (relation.isEmpty()) {
      return Optional.empty();
    }
    List<String> path = left.get();
    String given = Subjects.read(question, path).map(v -> "`" + v + "`").orElse("(absent)");
    String wanted = String.join(", ", constants.stream().map(c -> "`" + c + "`").toList());
    return Optional.of(
        new Gap(
            "%s %s %s %s of %s"
                .formatted(Subjects.name(path), given, relation, wanted, at.fileLine()),
            Subjects.change(question, path, constants.get(0))));
  }

  // A change after which the expression no longer holds.
  private Optional<Question> stopping(Expr.Goal goal) {
    if (goal instanceof Truth(Term.Call call)) {
      for (Term argument : call.arguments()) {
        Optional<List<String>> path = inputPath(argument);
        if (path.isPresent()) {
          String other = path.get().getLast().equals("path") ? "/x-other" : "x-other";
          return Subjects.change(question, path.get(), other);
        }
      }
    }
    return Optional.empty();
  }

  private static String name(Term.Call call) {
    String head = call.function().head() instanceof Term.Var v ? v.name() : "";
    List<String> path = RulePath.constants(call.function());
    return path.isEmpty() ? head : head + "." + String.join(".", path);
  }

  private static Optional<List<String>> inputPath(Term term) {
    if (term instanceof Term.Ref ref
        && ref.head() instanceof Term.Var head
        && head.name().equals("input")) {
      List<String> constants = RulePath.constants(ref);
      return constants.size() == ref.path().size() ? Optional.of(constants) : Optional.empty();
    }
    return Optional.empty();
  }

  private static List<String> constants(Term term) {
    List<Term> terms =
        switch (term) {
          case Term.Scalar s -> List.of(s);
          case Term.ArrayTerm a -> a.items();
          case Term.SetTerm s -> s.members();
          case Term.Var v -> List.of();
          case Term.Ref r -> List.of();
          case Term.Call c -> List.of();
          case Term.ObjectTerm o -> List.of();
          case Term.Comprehension c -> List.of();
          case Term.Template t -> List.of();
        };
    List<String> constants = new ArrayList<>();
    for (Term each : terms) {
      if (each instanceof Term.Scalar scalar) {
        constants.add(
            scalar.value() instanceof StringValue text ? text.text() : scalar.value().toString());
      }
    }
    return constants;
  }

  private String shown(Expr expr) {
    Location at = expr.at();
    String line = policy.source(at.file()).line(at.line());
    int from = Math.min(at.column() - 1, line.length());
    int to = Math.min(from + at.length(), line.length());
    return "`" + line.substring(from, to).strip() + "` of " + at.fileLine();
  }
}
