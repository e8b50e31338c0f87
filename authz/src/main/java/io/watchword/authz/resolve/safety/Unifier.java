package io.watchword.authz.resolve.safety;

import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.walk.RegoText;
import io.watchword.authz.resolve.walk.Terms;
import io.watchword.authz.resolve.walk.VariableFinder;
import io.watchword.authz.resolve.walk.VariableFinder.Skip;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// Finds the variables that `left = right` gives values to, where some have values already.
final class Unifier {

  /// What is looked at to tell whether a term can be evaluated.
  static final Set<Skip> NEEDED = Set.of(Skip.FUNCTIONS, Skip.CLOSURES);

  private static final Set<Skip> IN_PATTERN =
      Set.of(Skip.REFERENCE_HEADS, Skip.OBJECT_KEYS, Skip.CLOSURES);

  private final Predicate<String> known;
  private final Set<String> unified = new LinkedHashSet<>();

  /// Variable to the variables it gets its value from, and back.
  private final Map<String, Set<String>> waitsFor = new HashMap<>();

  private final Map<String, Set<String>> waitedForBy = new HashMap<>();

  private Unifier(Predicate<String> known) {
    this.known = known;
  }

  /// The variables that get values.
  ///
  /// @param known whether a variable has one already
  static Set<String> unify(Predicate<String> known, Term left, Term right) {
    Unifier unifier = new Unifier(known);
    unifier.unify(left, right);
    return unifier.unified;
  }

  /// Whether the head of `ref` has a value.
  static boolean canBeRead(Term ref, Predicate<String> known) {
    Term head = ref instanceof Term.Ref whole ? whole.head() : ref;
    if (head instanceof Term.Var variable) {
      return known.test(variable.name());
    }
    return canBeEvaluated(head, known);
  }

  private static boolean canBeEvaluated(Term term, Predicate<String> known) {
    VariableFinder finder = new VariableFinder(NEEDED);
    finder.term(term);
    return finder.places().keySet().stream().allMatch(known);
  }

  private void unify(Term a, Term b) {
    if (Terms.isReference(a)) {
      if (canBeRead(a, known)) {
        markVariableOrPattern(b);
      }
      return;
    }
    switch (a) {
      case Term.Var variable -> variable(variable.name(), b);
      case Term.Call call -> {
        if (canBeEvaluated(call, known)) {
          markVariableOrPattern(b);
        }
      }
      case Term.Comprehension comprehension -> comprehension(comprehension.kind(), b);
      case Term.ArrayTerm array -> array(array, b);
      case Term.ObjectTerm object -> object(object, b);
      default -> {
        if (Terms.isVariable(b)) {
          markSafe(((Term.Var) b).name());
        }
      }
    }
  }

  private void markVariableOrPattern(Term term) {
    if (Terms.isReference(term)) {
      return;
    }
    switch (term) {
      case Term.Var variable -> markSafe(variable.name());
      case Term.ArrayTerm _, Term.ObjectTerm _ -> markAllSafe(term);
      default -> {}
    }
  }

  private void variable(String a, Term b) {
    if (Terms.isReference(b)) {
      if (canBeRead(b, known)) {
        markSafe(a);
      }
      return;
    }
    switch (b) {
      case Term.Var variable -> {
        String name = variable.name();
        if (isSafe(name)) {
          markSafe(a);
        } else if (isSafe(a)) {
          markSafe(name);
        } else {
          markUnknown(a, name);
          markUnknown(name, a);
        }
      }
      case Term.ArrayTerm _, Term.ObjectTerm _ -> pattern(a, b);
      case Term.Call _ -> {
        if (canBeEvaluated(b, known)) {
          markSafe(a);
        }
      }
      default -> markSafe(a);
    }
  }

  private void comprehension(Term.Comprehension.Kind kind, Term b) {
    if (Terms.isVariable(b)) {
      markSafe(((Term.Var) b).name());
    } else if ((kind == Term.Comprehension.Kind.ARRAY && b instanceof Term.ArrayTerm)
        || (kind == Term.Comprehension.Kind.OBJECT && b instanceof Term.ObjectTerm)) {
      markAllSafe(b);
    }
  }

  private void array(Term.ArrayTerm a, Term b) {
    if (Terms.isReference(b)) {
      if (canBeRead(b, known)) {
        markAllSafe(a);
      }
      return;
    }
    switch (b) {
      case Term.Var variable -> pattern(variable.name(), a);
      case Term.Comprehension _ -> markAllSafe(a);
      case Term.Call _ -> {
        if (canBeEvaluated(b, known)) {
          markAllSafe(a);
        }
      }
      case Term.ArrayTerm other -> {
        if (a.items().size() == other.items().size()) {
          for (int i = 0; i < a.items().size(); i++) {
            unify(a.items().get(i), other.items().get(i));
          }
        }
      }
      default -> {}
    }
  }

  private void object(Term.ObjectTerm a, Term b) {
    if (Terms.isReference(b)) {
      if (canBeRead(b, known)) {
        markAllSafe(a);
      }
      return;
    }
    switch (b) {
      case Term.Var variable -> pattern(variable.name(), a);
      case Term.Call _ -> {
        if (canBeEvaluated(b, known)) {
          markAllSafe(a);
        }
      }
      case Term.ObjectTerm other -> {
        if (a.entries().size() == other.entries().size()) {
          entries(a, other);
        }
      }
      default -> {}
    }
  }

  private void entries(Term.ObjectTerm a, Term.ObjectTerm b) {
    Map<String, Term> values = new HashMap<>();
    b.entries().forEach(entry -> values.put(RegoText.of(entry.key()), entry.value()));
    for (Term.Entry entry : a.entries()) {
      Term other = values.get(RegoText.of(entry.key()));
      if (other != null) {
        unify(entry.value(), other);
      }
    }
  }

  private void pattern(String variable, Term pattern) {
    if (isSafe(variable)) {
      markAllSafe(pattern);
      return;
    }
    List<String> unsafe = new ArrayList<>();
    for (String name : inPattern(pattern)) {
      if (!isSafe(name)) {
        unsafe.add(name);
      }
    }
    if (unsafe.isEmpty()) {
      markSafe(variable);
    }
    unsafe.forEach(name -> markUnknown(variable, name));
  }

  private static Set<String> inPattern(Term pattern) {
    VariableFinder finder = new VariableFinder(IN_PATTERN);
    finder.term(pattern);
    return finder.places().keySet();
  }

  private void markAllSafe(Term pattern) {
    inPattern(pattern).forEach(this::markSafe);
  }

  private boolean isSafe(String name) {
    return known.test(name) || unified.contains(name);
  }

  private void markSafe(String name) {
    Deque<String> ahead = new ArrayDeque<>();
    ahead.add(name);
    while (!ahead.isEmpty()) {
      String next = ahead.remove();
      unified.add(next);
      Set<String> sources = waitsFor.remove(next);
      if (sources != null) {
        ahead.addAll(sources);
      }
      Set<String> waiting = waitedForBy.remove(next);
      if (waiting != null) {
        for (String one : waiting) {
          Set<String> left = waitsFor.get(one);
          if (left != null && left.remove(next) && left.isEmpty()) {
            waitsFor.remove(one);
            ahead.add(one);
          }
        }
      }
    }
  }

  private void markUnknown(String name, String source) {
    waitsFor.computeIfAbsent(name, _ -> new LinkedHashSet<>()).add(source);
    waitedForBy.computeIfAbsent(source, _ -> new LinkedHashSet<>()).add(name);
  }
}
