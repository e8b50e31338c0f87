package io.watchword.authz.plan.planner;

import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Term;
import java.util.List;

/// Questions about terms. Stateless.
final class Terms {

  static final Location NOWHERE = new Location("", 0, 0, 0);

  private Terms() {}

  /// Whether it consists of constants and variables alone: evaluating it neither iterates nor
  /// calls.
  static boolean isPlain(Term term) {
    return switch (term) {
      case Term.Var v -> !isDocument(v);
      case Term.Scalar s -> true;
      case Term.ArrayTerm a -> a.items().stream().allMatch(Terms::isPlain);
      case Term.SetTerm s -> s.members().stream().allMatch(Terms::isPlain);
      case Term.ObjectTerm o ->
          o.entries().stream().allMatch(e -> isPlain(e.key()) && isPlain(e.value()));
      case Term.Ref r -> false;
      case Term.Call c -> false;
      case Term.Comprehension c -> false;
      case Term.Template t -> false;
    };
  }

  /// Whether it consists of constants alone.
  static boolean isConstant(Term term) {
    return switch (term) {
      case Term.Scalar s -> true;
      case Term.ArrayTerm a -> a.items().stream().allMatch(Terms::isConstant);
      case Term.SetTerm s -> s.members().stream().allMatch(Terms::isConstant);
      case Term.ObjectTerm o ->
          o.entries().stream().allMatch(e -> isConstant(e.key()) && isConstant(e.value()));
      case Term.Var v -> false;
      case Term.Ref r -> false;
      case Term.Call c -> false;
      case Term.Comprehension c -> false;
      case Term.Template t -> false;
    };
  }

  static boolean isDocument(Term.Var variable) {
    return variable.name().equals("input") || variable.name().equals("data");
  }

  /// Whether all it needs is bound. Variables in the path of a reference are not needed: a
  /// reference iterates over them.
  static boolean isReady(Term term, Scope scope) {
    return switch (term) {
      case Term.Var v -> isDocument(v) || scope.knows(v.name());
      case Term.Scalar s -> true;
      case Term.Ref r -> isReady(r.head(), scope);
      case Term.Call c -> areReady(c.arguments(), scope);
      case Term.ArrayTerm a -> areReady(a.items(), scope);
      case Term.SetTerm s -> areReady(s.members(), scope);
      case Term.ObjectTerm o ->
          o.entries().stream().allMatch(e -> isReady(e.key(), scope) && isReady(e.value(), scope));
      // What it needs of the body around it is bound before it, or it is not safe.
      case Term.Comprehension c -> true;
      case Term.Template t -> true;
    };
  }

  private static boolean areReady(List<Term> terms, Scope scope) {
    return terms.stream().allMatch(term -> isReady(term, scope));
  }

  /// Whether evaluating it gives one value at most: nothing in it is left to iterate over.
  static boolean isSingle(Term term, Scope scope) {
    return switch (term) {
      case Term.Ref r ->
          isSingle(r.head(), scope) && r.path().stream().allMatch(t -> isSingle(t, scope));
      case Term.Call c -> c.arguments().stream().allMatch(t -> isSingle(t, scope));
      case Term.ArrayTerm a -> a.items().stream().allMatch(t -> isSingle(t, scope));
      case Term.SetTerm s -> s.members().stream().allMatch(t -> isSingle(t, scope));
      case Term.ObjectTerm o ->
          o.entries().stream()
              .allMatch(e -> isSingle(e.key(), scope) && isSingle(e.value(), scope));
      case Term.Var v -> isReady(v, scope);
      case Term.Scalar s -> true;
      case Term.Comprehension c -> true;
      case Term.Template t -> true;
    };
  }
}
