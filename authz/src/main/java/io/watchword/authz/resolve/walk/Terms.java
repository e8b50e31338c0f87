package io.watchword.authz.resolve.walk;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Expr.Goal;
import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Module;
import io.watchword.authz.rego.Term;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Questions about terms, and small terms to make. Stateless.
///
/// `input` and `data` alone are variables in the tree, yet count as references everywhere: no local
/// variable of that name is left once locals have their own names.
public final class Terms {

  /// The documents that need no binding.
  public static final Set<String> ROOTS = Set.of("input", "data");

  private Terms() {}

  /// Whether `term` is `input` or `data` alone.
  public static boolean isRoot(Term term) {
    return term instanceof Term.Var variable && ROOTS.contains(variable.name());
  }

  /// Whether `term` refers into a document or a variable's value.
  public static boolean isReference(Term term) {
    return term instanceof Term.Ref || isRoot(term);
  }

  /// Whether `term` is a variable in the strict sense.
  public static boolean isVariable(Term term) {
    return term instanceof Term.Var variable && !ROOTS.contains(variable.name());
  }

  public static boolean isScalar(Term term) {
    return term instanceof Term.Scalar;
  }

  /// Whether the compiler made the name.
  public static boolean isGenerated(String name) {
    return name.startsWith("__local");
  }

  /// Whether `name` stands for `_`.
  public static boolean isWildcard(String name) {
    return name.startsWith("$");
  }

  /// Whether `term` is a reference with the root `root`.
  public static boolean isUnder(String root, Term term) {
    return switch (term) {
      case Term.Var variable -> variable.name().equals(root);
      case Term.Ref ref -> ref.head() instanceof Term.Var head && head.name().equals(root);
      default -> false;
    };
  }

  /// The parts of a reference after its head.
  public static List<Term> path(Term reference) {
    return reference instanceof Term.Ref ref ? ref.path() : List.of();
  }

  /// Whether `term` has to be evaluated before its value is known: it contains a reference or a
  /// comprehension.
  public static boolean needsEvaluation(Term term) {
    return switch (term) {
      case Term.Var variable -> ROOTS.contains(variable.name());
      case Term.Scalar _ -> false;
      case Term.Ref _, Term.Call _, Term.Comprehension _ -> true;
      case Term.ArrayTerm array -> array.items().stream().anyMatch(Terms::needsEvaluation);
      case Term.SetTerm set -> set.members().stream().anyMatch(Terms::needsEvaluation);
      case Term.ObjectTerm object ->
          object.entries().stream()
              .anyMatch(entry -> needsEvaluation(entry.key()) || needsEvaluation(entry.value()));
      case Term.Template _ -> true;
    };
  }

  /// Whether `term` has one value whatever variables hold: no variables, references or calls.
  public static boolean isConstant(Term term) {
    return switch (term) {
      case Term.Scalar _ -> true;
      case Term.Var _, Term.Ref _, Term.Call _, Term.Comprehension _, Term.Template _ -> false;
      case Term.ArrayTerm array -> array.items().stream().allMatch(Terms::isConstant);
      case Term.SetTerm set -> set.members().stream().allMatch(Terms::isConstant);
      case Term.ObjectTerm object ->
          object.entries().stream()
              .allMatch(entry -> isConstant(entry.key()) && isConstant(entry.value()));
    };
  }

  /// Whether no variable stands in `term`, heads of references apart.
  public static boolean isGround(Term term) {
    return switch (term) {
      case Term.Scalar _ -> true;
      case Term.Var variable -> ROOTS.contains(variable.name());
      case Term.Ref ref -> ref.path().stream().allMatch(Terms::isGround);
      case Term.Call call -> call.arguments().stream().allMatch(Terms::isGround);
      case Term.Comprehension _, Term.Template _ -> false;
      case Term.ArrayTerm array -> array.items().stream().allMatch(Terms::isGround);
      case Term.SetTerm set -> set.members().stream().allMatch(Terms::isGround);
      case Term.ObjectTerm object ->
          object.entries().stream()
              .allMatch(entry -> isGround(entry.key()) && isGround(entry.value()));
    };
  }

  /// `head` with `path` after it; a head that is a reference itself is continued.
  public static Term ref(Term head, List<Term> path, Location at) {
    if (head instanceof Term.Ref ref) {
      return new Term.Ref(ref.head(), join(ref.path(), path), at);
    }
    return path.isEmpty() ? head : new Term.Ref(head, path, at);
  }

  /// `a` then `b`.
  public static <T> List<T> join(List<? extends T> a, List<? extends T> b) {
    List<T> all = new ArrayList<>(a.size() + b.size());
    all.addAll(a);
    all.addAll(b);
    return all;
  }

  public static Term string(String text, Location at) {
    return new Term.Scalar(new StringValue(text), at);
  }

  /// The statement `true`.
  public static Expr always(Location at) {
    return Expr.of(new Goal.Truth(new Term.Scalar(BooleanValue.TRUE, at)), at);
  }

  /// Whether `body` says nothing.
  public static boolean isAlways(List<Expr> body) {
    return body.isEmpty()
        || (body.size() == 1
            && body.getFirst().goal() instanceof Goal.Truth(Term.Scalar(BooleanValue value, _))
            && value.value());
  }

  /// `body` with `more` after it; a body that says nothing gives way.
  public static List<Expr> append(List<Expr> body, List<Expr> more) {
    if (more.isEmpty()) {
      return body;
    }
    return isAlways(body) ? more : join(body, more);
  }

  /// `value` as it would be written.
  public static Term literal(Value value, Location at) {
    return switch (value) {
      case ArrayValue array ->
          new Term.ArrayTerm(array.items().stream().map(item -> literal(item, at)).toList(), at);
      case SetValue set ->
          new Term.SetTerm(set.sorted().stream().map(item -> literal(item, at)).toList(), at);
      case ObjectValue object ->
          new Term.ObjectTerm(
              object.sortedKeys().stream()
                  .map(key -> new Term.Entry(literal(key, at), literal(object.required(key), at)))
                  .toList(),
              at);
      default -> new Term.Scalar(value, at);
    };
  }

  /// What an import names; `data` and `input` alone are variables.
  public static Term importPath(Module.Import one) {
    return one.path().path().isEmpty() ? one.path().head() : one.path();
  }

  /// Whether `expr` calls the built-in `name`, alone.
  public static boolean isCallOf(String name, Expr expr) {
    return expr.goal() instanceof Goal.Truth(Term.Call call) && name.equals(functionName(call));
  }

  /// `io.jwt.decode`, `data.a.f`: as signatures and rules are looked up.
  public static String functionName(Term.Call call) {
    Term.Ref function = call.function();
    if (function.path().isEmpty()) {
      return function.head() instanceof Term.Var head ? head.name() : "";
    }
    return RegoText.of(function);
  }
}
