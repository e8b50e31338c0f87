package io.watchword.authz.resolve.walk;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Expr.Goal;
import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Term;
import io.watchword.authz.signature.Signatures;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Collects the variables below nodes, in order of appearance, leaving out what it is told to.
public class VariableFinder extends TermVisitor {

  /// What is not looked at.
  public enum Skip {
    /// `x` in `x[y]`, and `input`, `data` alone.
    REFERENCE_HEADS,
    /// `f` in `f(x)`, and heads of references in `with`.
    FUNCTIONS,
    OBJECT_KEYS,
    /// Comprehensions, templates, `not {}`, `and`, `or`, and the body of `every`.
    CLOSURES,
    SETS
  }

  private final EnumSet<Skip> skips;
  private final Map<String, Location> found = new LinkedHashMap<>();

  /// Skips nothing that is not in `skips`.
  public VariableFinder(Set<Skip> skips) {
    this.skips = EnumSet.noneOf(Skip.class);
    this.skips.addAll(skips);
  }

  /// All variables of `term`.
  public static Set<String> all(Term term) {
    VariableFinder finder = new VariableFinder(Set.of());
    finder.term(term);
    return finder.names();
  }

  /// All variables of `body`.
  public static Set<String> all(List<Expr> body) {
    VariableFinder finder = new VariableFinder(Set.of());
    finder.body(body);
    return finder.names();
  }

  /// What was found.
  public Set<String> names() {
    return new LinkedHashSet<>(found.keySet());
  }

  /// What was found, with the last place of each.
  public Map<String, Location> places() {
    return found;
  }

  /// Adds a variable that stands elsewhere.
  protected final void add(String name, Location at) {
    found.put(name, at);
  }

  @Override
  protected boolean enter(Expr expr) {
    if (skips.contains(Skip.CLOSURES)) {
      switch (expr.goal()) {
        case Goal.Every every -> {
          term(every.domain());
          return false;
        }
        case Goal.Not _, Goal.And _, Goal.Or _ -> {
          expr.with().forEach(this::with);
          return false;
        }
        default -> {}
      }
    }
    return true;
  }

  @Override
  protected boolean enter(Expr.With with) {
    if (!skips.contains(Skip.FUNCTIONS)) {
      return true;
    }
    terms(Terms.path(with.target()));
    if (Terms.isReference(with.value())) {
      terms(Terms.path(with.value()));
    } else if (!isFunctionName(with.value())) {
      term(with.value());
    }
    return false;
  }

  @Override
  protected boolean enter(Term term) {
    switch (term) {
      case Term.Var variable -> {
        if (!skips.contains(Skip.REFERENCE_HEADS) || !Terms.isRoot(term)) {
          add(variable.name(), variable.at());
        }
        return false;
      }
      case Term.Ref ref -> {
        if (skips.contains(Skip.REFERENCE_HEADS)) {
          terms(ref.path());
          return false;
        }
      }
      case Term.Call call -> {
        if (skips.contains(Skip.FUNCTIONS)) {
          terms(call.function().path());
          terms(call.arguments());
          return false;
        }
      }
      case Term.SetTerm _ -> {
        return !skips.contains(Skip.SETS);
      }
      case Term.ObjectTerm object -> {
        if (skips.contains(Skip.OBJECT_KEYS)) {
          object.entries().forEach(entry -> term(entry.value()));
          return false;
        }
      }
      case Term.Comprehension _, Term.Template _ -> {
        return !skips.contains(Skip.CLOSURES);
      }
      case Term.ArrayTerm _, Term.Scalar _ -> {}
    }
    return true;
  }

  private static boolean isFunctionName(Term value) {
    return value instanceof Term.Var variable && Signatures.find(variable.name()).isPresent();
  }
}
