package io.watchword.authz.early.resolve;

import io.watchword.authz.early.rego.Expr;
import io.watchword.authz.early.rego.Term;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Which variables an expression needs and which it can bind. Names are unique by now: `x#7` is the
/// `x` of scope 7, and inner scopes have higher numbers than outer ones.
final class Variables {

  private final Map<Term.Comprehension, Integer> scopes = new IdentityHashMap<>();

  /// What an expression asks for and what it gives.
  record Use(List<Term.Var> needs, List<Term.Var> binds) {
    static Use none() {
      return new Use(new ArrayList<>(), new ArrayList<>());
    }
  }

  static int scopeOf(String name) {
    int mark = name.lastIndexOf('#');
    return mark < 0 ? 0 : Integer.parseInt(name.substring(mark + 1));
  }

  /// The name as the author wrote it.
  static String written(String name) {
    int mark = name.lastIndexOf('#');
    String plain = mark < 0 ? name : name.substring(0, mark);
    return plain.startsWith("$") ? "_" : plain;
  }

  void scope(Term.Comprehension comprehension, int scope) {
    scopes.put(comprehension, scope);
  }

  Use of(Expr expr) {
    Use use = Use.none();
    switch (expr) {
      case Expr.TermExpr e -> term(e.term(), use);
      case Expr.Assign e -> {
        pattern(e.target(), use);
        term(e.value(), use);
      }
      case Expr.Unify e -> {
        term(e.left(), use);
        term(e.right(), use);
      }
      case Expr.SomeIn e -> {
        e.key().ifPresent(key -> pattern(key, use));
        pattern(e.value(), use);
        term(e.collection(), use);
      }
      case Expr.Not e -> {
        Use inner = of(e.negated());
        use.needs().addAll(inner.needs());
        use.needs().addAll(inner.binds());
      }
      case Expr.SomeDeclaration e -> {}
    }
    return use;
  }

  /// The variables of a pattern are bound by matching.
  void pattern(Term pattern, Use use) {
    switch (pattern) {
      case Term.Var v -> use.binds().add(v);
      case Term.ArrayTerm a -> a.items().forEach(item -> pattern(item, use));
      case Term.ObjectTerm o ->
          o.entries()
              .forEach(
                  entry -> {
                    term(entry.key(), use);
                    pattern(entry.value(), use);
                  });
      case Term.Scalar s -> {}
      case Term.Ref r -> term(r, use);
      case Term.Call c -> term(c, use);
      case Term.SetTerm s -> term(s, use);
      case Term.Comprehension c -> term(c, use);
    }
  }

  void term(Term term, Use use) {
    switch (term) {
      case Term.Var v -> {
        if (!isRoot(v)) {
          use.needs().add(v);
        }
      }
      case Term.Scalar s -> {}
      case Term.Ref r -> {
        term(r.head(), use);
        for (Term part : r.path()) {
          if (part instanceof Term.Var v) {
            use.binds().add(v);
          } else {
            term(part, use);
          }
        }
      }
      case Term.Call c -> c.arguments().forEach(argument -> term(argument, use));
      case Term.ArrayTerm a -> a.items().forEach(item -> term(item, use));
      case Term.SetTerm s -> s.members().forEach(member -> term(member, use));
      case Term.ObjectTerm o ->
          o.entries()
              .forEach(
                  entry -> {
                    term(entry.key(), use);
                    term(entry.value(), use);
                  });
      case Term.Comprehension c -> free(c, use);
    }
  }

  private void free(Term.Comprehension c, Use use) {
    // One that is not resolved yet keeps its variables to itself.
    int scope = scopes.getOrDefault(c, 0);
    Use inner = Use.none();
    c.key().ifPresent(key -> term(key, inner));
    term(c.value(), inner);
    for (Expr expr : c.body()) {
      Use each = of(expr);
      inner.needs().addAll(each.needs());
      inner.needs().addAll(each.binds());
    }
    inner.needs().addAll(inner.binds());
    inner.needs().stream().filter(v -> scopeOf(v.name()) < scope).forEach(use.needs()::add);
  }

  static boolean isRoot(Term.Var v) {
    return v.name().equals("input") || v.name().equals("data");
  }
}
