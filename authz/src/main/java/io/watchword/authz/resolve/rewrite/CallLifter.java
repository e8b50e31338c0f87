package io.watchword.authz.resolve.rewrite;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Expr.Goal;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.draft.Draft;
import io.watchword.authz.resolve.draft.DraftRule;
import io.watchword.authz.resolve.draft.LocalNames;
import io.watchword.authz.resolve.walk.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Takes calls out of terms: `f(g(x))` becomes `v = g(x)` and `f(v)`.
///
/// After it a call is a statement of its own, or the right side of a generated `variable = call`.
// What has not changed is told by identity, as in TermMapper.
@SuppressWarnings("ReferenceEquality")
public final class CallLifter {

  private final LocalNames names;

  /// Results of calls get names from `names`.
  public CallLifter(LocalNames names) {
    this.names = names;
  }

  /// Rewrites the rules of `draft`.
  public static void run(Draft draft) {
    CallLifter lifter = new CallLifter(draft.names());
    draft.eachBranch(lifter::rule);
  }

  private void rule(DraftRule rule) {
    List<Expr> support = new ArrayList<>();
    rule.arguments(terms(rule.arguments(), support));
    rule.key()
        .ifPresentOrElse(
            key -> rule.key(term(key, support)), () -> rule.value(term(rule.value(), support)));
    // Calls that lifted ones have for arguments are lifted too: support needs no second round.
    rule.body(Terms.append(body(rule.body()), support));
  }

  /// `body` without calls in terms.
  public List<Expr> body(List<Expr> body) {
    List<Expr> result = new ArrayList<>(body.size());
    body.forEach(expr -> statement(expr, result));
    return result;
  }

  private void statement(Expr expr, List<Expr> result) {
    List<Expr.With> with = new ArrayList<>(expr.with().size());
    for (Expr.With one : expr.with()) {
      with.add(new Expr.With(one.target(), term(one.value(), result), one.at()));
    }
    List<Expr> support = new ArrayList<>();
    Goal goal = goal(expr, support);
    for (Expr one : support) {
      result.add(with.isEmpty() ? one : withModifiers(one, with));
    }
    result.add(new Expr(goal, expr.negated(), with, expr.generated(), expr.at()));
  }

  private static Expr withModifiers(Expr expr, List<Expr.With> with) {
    return new Expr(expr.goal(), expr.negated(), with, expr.generated(), expr.at());
  }

  private Goal goal(Expr expr, List<Expr> support) {
    return switch (expr.goal()) {
      case Goal.Truth(Term.Call call) -> new Goal.Truth(arguments(call, support));
      case Goal.Truth(Term term) -> new Goal.Truth(term(term, support));
      case Goal.Unify(Term left, Term.Call call) when expr.generated() ->
          new Goal.Unify(left, arguments(call, support));
      case Goal.Unify(Term left, Term right) ->
          new Goal.Unify(term(left, support), term(right, support));
      case Goal.Assign(Term target, Term value) ->
          new Goal.Assign(term(target, support), term(value, support));
      case Goal.Every every -> {
        Term.Var domain = names.variable(every.domain().at());
        Expr equality = LocalNames.equality(domain, every.domain());
        statement(equality, support);
        yield new Goal.Every(every.key(), every.value(), domain, body(every.body()));
      }
      case Goal.Not not -> new Goal.Not(body(not.body()), not.braces());
      case Goal.And and -> new Goal.And(operand(and.left()), operand(and.right()));
      case Goal.Or or -> new Goal.Or(operand(or.left()), operand(or.right()));
      case Goal.SomeDeclaration some -> some;
      case Goal.SomeIn in -> in;
    };
  }

  private Goal.Operand operand(Goal.Operand operand) {
    return new Goal.Operand(body(operand.body()), operand.braces());
  }

  private Term.Call arguments(Term.Call call, List<Expr> support) {
    List<Term> arguments = terms(call.arguments(), support);
    return arguments == call.arguments()
        ? call
        : new Term.Call(call.function(), arguments, call.at());
  }

  private List<Term> terms(List<Term> terms, List<Expr> support) {
    List<Term> lifted = new ArrayList<>(terms.size());
    boolean same = true;
    for (Term term : terms) {
      Term one = term(term, support);
      same &= one == term;
      lifted.add(one);
    }
    return same ? terms : lifted;
  }

  private Term term(Term term, List<Expr> support) {
    return switch (term) {
      case Term.Var _, Term.Scalar _, Term.Template _ -> term;
      case Term.Call call -> {
        Term.Call lifted = arguments(call, support);
        Expr equality = names.equality(lifted);
        support.add(equality);
        yield LocalNames.named(equality);
      }
      case Term.Ref ref -> reference(ref, support);
      case Term.ArrayTerm array -> {
        List<Term> items = terms(array.items(), support);
        yield items == array.items() ? array : new Term.ArrayTerm(items, array.at());
      }
      case Term.SetTerm set -> {
        List<Term> members = terms(set.members(), support);
        yield members == set.members() ? set : new Term.SetTerm(members, set.at());
      }
      case Term.ObjectTerm object ->
          new Term.ObjectTerm(
              object.entries().stream()
                  .map(
                      entry ->
                          new Term.Entry(term(entry.key(), support), term(entry.value(), support)))
                  .toList(),
              object.at());
      case Term.Comprehension comprehension -> comprehension(comprehension);
    };
  }

  private Term reference(Term.Ref ref, List<Expr> support) {
    Term head = term(ref.head(), support);
    List<Term> path = terms(ref.path(), support);
    if (ref.head() instanceof Term.Call && head instanceof Term.Var local) {
      names.standsFor(local.name(), ref.head());
    }
    if (!(head instanceof Term.Var)) {
      // `[1, 2][i]`: what is not a variable gets one, to be referred to.
      Expr equality = names.equality(head);
      support.add(equality);
      names.standsFor(LocalNames.named(equality).name(), head);
      head = LocalNames.named(equality);
    }
    for (int i = 0; i < path.size(); i++) {
      if (ref.path().get(i) instanceof Term.Call && path.get(i) instanceof Term.Var local) {
        names.standsFor(local.name(), ref.path().get(i));
      }
    }
    return head == ref.head() && path == ref.path() ? ref : new Term.Ref(head, path, ref.at());
  }

  private Term comprehension(Term.Comprehension comprehension) {
    List<Expr> support = new ArrayList<>();
    Optional<Term> key = comprehension.key().map(one -> term(one, support));
    Term value = term(comprehension.value(), support);
    List<Expr> body = Terms.append(body(comprehension.body()), support);
    return new Term.Comprehension(comprehension.kind(), key, value, body, comprehension.at());
  }
}
