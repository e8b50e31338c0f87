package io.watchword.authz.resolve.names;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Expr.Goal;
import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.draft.LocalNames;
import io.watchword.authz.resolve.draft.Problems;
import io.watchword.authz.resolve.names.Scopes.Occurrence;
import io.watchword.authz.resolve.safety.Bound;
import io.watchword.authz.resolve.safety.Outputs;
import io.watchword.authz.resolve.walk.Terms;
import io.watchword.authz.resolve.walk.VariableFinder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Gives declared variables names of their own, body by body.
///
/// `some` disappears. `:=` stays an [Goal.Assign] until safety is checked, since its target is no
/// source of values.
final class LocalRenamer {

  private static final Outputs NO_FUNCTIONS = new Outputs(call -> -1);

  private final LocalNames names;
  private final Scopes scopes;
  private final Problems problems;
  private final UnusedVariables unused;
  private final TermRenamer terms;
  private final int problemsBefore;

  LocalRenamer(LocalNames names, Scopes scopes, Problems problems, boolean strict) {
    this.names = names;
    this.scopes = scopes;
    this.problems = problems;
    this.unused = new UnusedVariables(scopes, problems, strict);
    this.terms = new TermRenamer(this, scopes, problems);
    this.problemsBefore = problems.count();
  }

  /// `term` with its variables renamed.
  Term term(Term term) {
    return terms.term(term);
  }

  /// `body` with its declarations carried out in the innermost scope.
  ///
  /// @param used written names that something outside the body uses
  List<Expr> body(List<Expr> body, Set<String> used) {
    List<Expr> renamed = new ArrayList<>(body.size());
    for (Expr expr : body) {
      statement(expr).ifPresent(renamed::add);
    }
    if (renamed.isEmpty() && !body.isEmpty()) {
      renamed.add(Terms.always(body.getFirst().at()));
    }
    // What is wrong elsewhere in the rule may be why something looks unused here.
    if (problems.count() == problemsBefore && !body.isEmpty()) {
      unused.check(body, renamed, used);
    }
    return renamed;
  }

  /// `body` in a scope of its own.
  List<Expr> inner(List<Expr> body) {
    scopes.push();
    List<Expr> renamed = body(body, Set.of());
    scopes.pop();
    return renamed;
  }

  private Optional<Expr> statement(Expr expr) {
    return switch (expr.goal()) {
      case Goal.Assign assign -> Optional.of(assign(expr, assign));
      case Goal.SomeDeclaration some -> {
        some.variables().forEach(variable -> declare(variable, Occurrence.DECLARED, expr.at()));
        yield Optional.empty();
      }
      case Goal.SomeIn in -> Optional.of(someIn(expr, in));
      case Goal.Every every -> Optional.of(every(expr, every));
      case Goal.Not not -> Optional.of(not(expr, not));
      case Goal.And and ->
          Optional.of(
              withGoal(
                  expr, new Goal.And(operand(and.left(), "and"), operand(and.right(), "and"))));
      case Goal.Or or ->
          Optional.of(
              withGoal(expr, new Goal.Or(operand(or.left(), "or"), operand(or.right(), "or"))));
      default -> Optional.of(terms.expr(expr));
    };
  }

  private Expr assign(Expr expr, Goal.Assign assign) {
    if (expr.negated()) {
      refuseAssignment("cannot assign vars inside negated expression", expr.at());
      return expr;
    }
    Term value = term(assign.value());
    List<Expr.With> with =
        expr.with().stream()
            .map(one -> new Expr.With(one.target(), term(one.value()), one.at()))
            .toList();
    Term target = target(assign.target(), expr.at());
    return new Expr(
        new Goal.Assign(target, value), expr.negated(), with, expr.generated(), expr.at());
  }

  private Term target(Term term, Location statement) {
    return switch (term) {
      case Term.Var variable -> declare(variable, Occurrence.ASSIGNED, variable.at(), statement);
      case Term.ArrayTerm array ->
          new Term.ArrayTerm(
              array.items().stream().map(item -> target(item, statement)).toList(), array.at());
      case Term.ObjectTerm object ->
          new Term.ObjectTerm(
              object.entries().stream()
                  .map(entry -> new Term.Entry(entry.key(), target(entry.value(), statement)))
                  .toList(),
              object.at());
      default -> {
        String kind = kind(term);
        problems.compile(
            "cannot assign to " + kind,
            term.at(),
            "is no variable",
            "assign to a variable, or compare with `==`");
        yield term;
      }
    };
  }

  private static String kind(Term term) {
    return switch (term) {
      case Term.Var _ -> "var";
      case Term.Scalar scalar -> scalar.value().typeName();
      case Term.Ref _ -> "ref";
      case Term.Call _ -> "call";
      case Term.ArrayTerm _ -> "array";
      case Term.SetTerm _ -> "set";
      case Term.ObjectTerm _ -> "object";
      case Term.Comprehension comprehension ->
          comprehension.kind().name().toLowerCase(Locale.ROOT) + "comprehension";
      case Term.Template _ -> "templatestring";
    };
  }

  // `some k, v in xs` is `v = xs[k]`, with what it gives values to declared.
  private Expr someIn(Expr expr, Goal.SomeIn in) {
    Term key = in.key().orElseGet(() -> names.variable(in.value().at()));
    Term member = Terms.ref(in.collection(), List.of(key), in.collection().at());
    Expr equality =
        new Expr(
            new Goal.Unify(in.value(), member),
            expr.negated(),
            expr.with(),
            expr.generated(),
            expr.at());
    Expr bare = Expr.of(equality.goal(), expr.at());
    Set<String> known = VariableFinder.all(in.collection());
    known.addAll(Terms.ROOTS);
    for (String name : new TreeSet<>(NO_FUNCTIONS.of(bare, Bound.of(known)))) {
      if (!Terms.isGenerated(name)) {
        declare(new Term.Var(name, expr.at()), Occurrence.DECLARED, expr.at());
      }
    }
    return terms.expr(equality);
  }

  private Expr every(Expr expr, Goal.Every every) {
    Term domain = term(every.domain());
    scopes.push();
    Term.Var key =
        every
            .key()
            .map(one -> everyVariable(one, expr.at()))
            .orElseGet(() -> names.variable(every.value().at()));
    Term.Var value = everyVariable(every.value(), expr.at());
    List<Expr> body = body(every.body(), Set.of());
    // As in OPA, a variable of the domain that nothing has declared is the statement's own.
    Term inner = new NameMapper(scopes.locals()).term(domain);
    Expr renamed = withGoal(expr, new Goal.Every(Optional.of(key), value, inner, body));
    scopes.pop();
    return renamed;
  }

  private Term.Var everyVariable(Term.Var variable, Location at) {
    return variable.isWildcard() ? variable : declare(variable, Occurrence.DECLARED, at);
  }

  private Expr not(Expr expr, Goal.Not not) {
    List<Expr> body =
        not.braces()
            ? inner(not.body())
            : implicit(not.body(), "cannot assign vars inside negated expression");
    return withGoal(expr, new Goal.Not(body, not.braces()));
  }

  private Goal.Operand operand(Goal.Operand operand, String operator) {
    if (!operand.braces()) {
      return new Goal.Operand(
          implicit(operand.body(), "cannot assign vars inside implicit " + operator + " operand"),
          false);
    }
    List<Expr> body = inner(operand.body());
    terms.see(body);
    return new Goal.Operand(body, true);
  }

  /// A body without braces, which has no scope and may not assign.
  private List<Expr> implicit(List<Expr> body, String refusal) {
    List<Expr> renamed = new ArrayList<>(body.size());
    for (Expr expr : body) {
      if (expr.goal() instanceof Goal.Assign) {
        refuseAssignment(refusal, expr.at());
        renamed.add(expr);
      } else {
        statement(expr).ifPresent(renamed::add);
      }
    }
    return renamed;
  }

  private void refuseAssignment(String refusal, Location at) {
    problems.compile(
        refusal,
        at,
        "assigned where nobody can see it",
        "assign before this statement, or use `==` to compare");
  }

  private Expr withGoal(Expr expr, Goal goal) {
    return new Expr(
        goal,
        expr.negated(),
        expr.with().stream().map(terms::with).toList(),
        expr.generated(),
        expr.at());
  }

  private Term.Var declare(Term.Var variable, Occurrence occurrence, Location at) {
    return declare(variable, occurrence, at, at);
  }

  private Term.Var declare(
      Term.Var variable, Occurrence occurrence, Location at, Location statement) {
    String name = variable.name();
    Optional<Occurrence> before = scopes.occurrence(name);
    if (before.isPresent()) {
      String written = Terms.isWildcard(name) ? "_" : name;
      String message =
          switch (before.get()) {
            case SEEN -> "var " + written + " referenced above";
            case ASSIGNED -> "var " + written + " assigned above";
            case DECLARED -> "var " + written + " declared above";
            case ARGUMENT -> "arg " + written + " redeclared";
          };
      problems.compile(
          message,
          at,
          "`" + written + "` is declared here",
          "use another name, or `=` to unify with the first one");
      return variable;
    }
    return new Term.Var(scopes.declare(name, occurrence, statement), variable.at());
  }
}
