package io.watchword.authz.resolve.walk;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Expr.Goal;
import io.watchword.authz.rego.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Rebuilds terms and statements. What does not change stays the same object.
///
/// Subclasses override [#term(Term)], [#expr(Expr)] or [#body(List)] where something changes, and
/// call [#below(Term)] or [#below(Expr)] to go on.
// By identity: comparing content at every level would cost the square of the depth.
@SuppressWarnings({"ReferenceEquality", "OptionalEquality"})
public abstract class TermMapper {

  /// What `term` becomes.
  public Term term(Term term) {
    return below(term);
  }

  /// What `expr` becomes.
  public Expr expr(Expr expr) {
    return below(expr);
  }

  /// What `body` becomes.
  public List<Expr> body(List<Expr> body) {
    return each(body, this::expr);
  }

  /// What `with` becomes.
  public Expr.With with(Expr.With with) {
    Term target = term(with.target());
    Term value = term(with.value());
    return target == with.target() && value == with.value()
        ? with
        : new Expr.With(target, value, with.at());
  }

  /// What the function of a call becomes.
  protected Term.Ref function(Term.Ref function) {
    Term head = term(function.head());
    List<Term> path = terms(function.path());
    if (head == function.head() && path == function.path()) {
      return function;
    }
    return head instanceof Term.Ref whole
        ? new Term.Ref(whole.head(), Terms.join(whole.path(), path), function.at())
        : new Term.Ref(head, path, function.at());
  }

  /// Each of `terms`.
  public final List<Term> terms(List<Term> terms) {
    return each(terms, this::term);
  }

  /// `expr` of mapped parts.
  protected final Expr below(Expr expr) {
    Goal goal = goal(expr.goal());
    List<Expr.With> with = each(expr.with(), this::with);
    return goal == expr.goal() && with == expr.with()
        ? expr
        : new Expr(goal, expr.negated(), with, expr.generated(), expr.at());
  }

  /// `goal` of mapped parts. Names that a goal declares are mapped too, where they stay variables.
  protected Goal goal(Goal goal) {
    return switch (goal) {
      case Goal.Truth truth -> {
        Term term = term(truth.term());
        yield term == truth.term() ? goal : new Goal.Truth(term);
      }
      case Goal.Unify unify -> {
        Term left = term(unify.left());
        Term right = term(unify.right());
        yield left == unify.left() && right == unify.right() ? goal : new Goal.Unify(left, right);
      }
      case Goal.Assign assign -> {
        Term target = term(assign.target());
        Term value = term(assign.value());
        yield target == assign.target() && value == assign.value()
            ? goal
            : new Goal.Assign(target, value);
      }
      case Goal.SomeDeclaration _ -> goal;
      case Goal.SomeIn in -> {
        Optional<Term> key = optional(in.key());
        Term value = term(in.value());
        Term collection = term(in.collection());
        yield key == in.key() && value == in.value() && collection == in.collection()
            ? goal
            : new Goal.SomeIn(key, value, collection);
      }
      case Goal.Every every -> {
        Term domain = term(every.domain());
        List<Expr> body = body(every.body());
        yield domain == every.domain() && body == every.body()
            ? goal
            : new Goal.Every(every.key(), every.value(), domain, body);
      }
      case Goal.Not not -> {
        List<Expr> body = body(not.body());
        yield body == not.body() ? goal : new Goal.Not(body, not.braces());
      }
      case Goal.And and -> {
        Goal.Operand left = operand(and.left());
        Goal.Operand right = operand(and.right());
        yield left == and.left() && right == and.right() ? goal : new Goal.And(left, right);
      }
      case Goal.Or or -> {
        Goal.Operand left = operand(or.left());
        Goal.Operand right = operand(or.right());
        yield left == or.left() && right == or.right() ? goal : new Goal.Or(left, right);
      }
    };
  }

  /// `term` of mapped parts.
  protected final Term below(Term term) {
    return switch (term) {
      case Term.Var _, Term.Scalar _ -> term;
      case Term.Ref ref -> {
        Term head = term(ref.head());
        List<Term> path = terms(ref.path());
        yield head == ref.head() && path == ref.path() ? ref : Terms.ref(head, path, ref.at());
      }
      case Term.Call call -> {
        Term.Ref function = function(call.function());
        List<Term> arguments = terms(call.arguments());
        yield function == call.function() && arguments == call.arguments()
            ? call
            : new Term.Call(function, arguments, call.at());
      }
      case Term.ArrayTerm array -> {
        List<Term> items = terms(array.items());
        yield items == array.items() ? array : new Term.ArrayTerm(items, array.at());
      }
      case Term.SetTerm set -> {
        List<Term> members = terms(set.members());
        yield members == set.members() ? set : new Term.SetTerm(members, set.at());
      }
      case Term.ObjectTerm object -> {
        List<Term.Entry> entries = each(object.entries(), this::entry);
        yield entries == object.entries() ? object : new Term.ObjectTerm(entries, object.at());
      }
      case Term.Comprehension comprehension -> comprehension(comprehension);
      case Term.Template template -> {
        List<Term.Template.Part> parts = each(template.parts(), this::part);
        yield parts == template.parts()
            ? template
            : new Term.Template(parts, template.multiLine(), template.at());
      }
    };
  }

  private Goal.Operand operand(Goal.Operand operand) {
    List<Expr> body = body(operand.body());
    return body == operand.body() ? operand : new Goal.Operand(body, operand.braces());
  }

  private Term comprehension(Term.Comprehension comprehension) {
    Optional<Term> key = optional(comprehension.key());
    Term value = term(comprehension.value());
    List<Expr> body = body(comprehension.body());
    return key == comprehension.key()
            && value == comprehension.value()
            && body == comprehension.body()
        ? comprehension
        : new Term.Comprehension(comprehension.kind(), key, value, body, comprehension.at());
  }

  private Term.Entry entry(Term.Entry entry) {
    Term key = term(entry.key());
    Term value = term(entry.value());
    return key == entry.key() && value == entry.value() ? entry : new Term.Entry(key, value);
  }

  private Term.Template.Part part(Term.Template.Part part) {
    if (!(part instanceof Term.Template.Interpolated interpolated)) {
      return part;
    }
    Expr expr = expr(interpolated.expr());
    return expr == interpolated.expr() ? part : new Term.Template.Interpolated(expr);
  }

  private Optional<Term> optional(Optional<Term> term) {
    if (term.isEmpty()) {
      return term;
    }
    Term mapped = term(term.get());
    return mapped == term.get() ? term : Optional.of(mapped);
  }

  private static <T> List<T> each(List<T> all, UnaryOperator<T> map) {
    for (int i = 0; i < all.size(); i++) {
      T mapped = map.apply(all.get(i));
      if (mapped != all.get(i)) {
        return eachFrom(all, i, mapped, map);
      }
    }
    return all;
  }

  private static <T> List<T> eachFrom(List<T> all, int first, T mapped, UnaryOperator<T> map) {
    List<T> changed = new ArrayList<>(all);
    changed.set(first, mapped);
    for (int i = first + 1; i < all.size(); i++) {
      changed.set(i, map.apply(all.get(i)));
    }
    return changed;
  }
}
