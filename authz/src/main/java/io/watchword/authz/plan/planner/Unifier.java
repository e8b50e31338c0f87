package io.watchword.authz.plan.planner;

import io.watchword.authz.plan.Operand;
import io.watchword.authz.plan.Stmt;
import io.watchword.authz.rego.Term;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Plans `a = b` in all its shapes: patterns are taken apart, variables without a value get one,
/// the rest is compared.
final class Unifier {

  private record Pair(Term left, Term right) {}

  private final FunctionDraft draft;

  Unifier(FunctionDraft draft) {
    this.draft = draft;
  }

  /// Makes both sides the same. In `[x, y] = [y, 1]` the second pair has to come first: pairs wait
  /// until one of their sides has a value.
  void unify(Term left, Term right) {
    List<Pair> pending = new ArrayList<>(List.of(new Pair(left, right)));
    while (!pending.isEmpty()) {
      Pair next = pending.remove(nextOf(pending));
      pending.addAll(0, step(next));
    }
  }

  private int nextOf(List<Pair> pending) {
    for (int i = 0; i < pending.size(); i++) {
      Pair pair = pending.get(i);
      if (isReady(pair.left()) || isReady(pair.right()) || areBothPatterns(pair)) {
        return i;
      }
    }
    return 0;
  }

  private static boolean areBothPatterns(Pair pair) {
    return pair.left() instanceof Term.ArrayTerm && pair.right() instanceof Term.ArrayTerm
        || pair.left() instanceof Term.ObjectTerm && pair.right() instanceof Term.ObjectTerm;
  }

  private List<Pair> step(Pair pair) {
    if (pair.left() instanceof Term.ArrayTerm a && pair.right() instanceof Term.ArrayTerm b) {
      return arrays(a, b);
    }
    if (pair.left() instanceof Term.ObjectTerm a && pair.right() instanceof Term.ObjectTerm b) {
      SequencedMap<Value, Term> left = constantKeys(a);
      SequencedMap<Value, Term> right = constantKeys(b);
      if (left.size() == a.entries().size() && right.size() == b.entries().size()) {
        return objects(left, right);
      }
    }
    if (isReady(pair.right()) && (!isReady(pair.left()) || !isPattern(pair.right()))) {
      match(draft.terms().plan(pair.right()), pair.left());
    } else {
      match(draft.terms().plan(pair.left()), pair.right());
    }
    return List.of();
  }

  private List<Pair> arrays(Term.ArrayTerm a, Term.ArrayTerm b) {
    if (a.items().size() != b.items().size()) {
      draft.fail();
      return List.of();
    }
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < a.items().size(); i++) {
      pairs.add(new Pair(a.items().get(i), b.items().get(i)));
    }
    return pairs;
  }

  private List<Pair> objects(SequencedMap<Value, Term> a, SequencedMap<Value, Term> b) {
    if (!a.keySet().equals(b.keySet())) {
      draft.fail();
      return List.of();
    }
    List<Pair> pairs = new ArrayList<>();
    a.forEach((key, value) -> pairs.add(new Pair(value, b.getOrDefault(key, value))));
    return pairs;
  }

  private static SequencedMap<Value, Term> constantKeys(Term.ObjectTerm object) {
    LinkedHashMap<Value, Term> keys = new LinkedHashMap<>();
    for (Term.Entry entry : object.entries()) {
      if (entry.key() instanceof Term.Scalar scalar) {
        keys.put(scalar.value(), entry.value());
      }
    }
    return keys;
  }

  private boolean isReady(Term term) {
    return Terms.isReady(term, draft.scope());
  }

  private static boolean isPattern(Term term) {
    return term instanceof Term.ArrayTerm || term instanceof Term.ObjectTerm;
  }

  /// Takes `value` apart as `pattern` says.
  void match(Operand value, Term pattern) {
    draft.deeper();
    switch (pattern) {
      case Term.Var variable when !isReady(variable) ->
          draft.scope().bind(variable.name(), draft.kept(value));
      case Term.ArrayTerm array when !isReady(array) -> matchArray(value, array);
      case Term.ObjectTerm object when !isReady(object) -> matchObject(value, object);
      case Term other -> equal(value, draft.terms().plan(other));
    }
    draft.shallower();
  }

  private void equal(Operand a, Operand b) {
    boolean known = !(a instanceof Operand.Local) && !(b instanceof Operand.Local);
    if (!known) {
      draft.add(new Stmt.Equal(a, b, draft.at()));
    } else if (!a.equals(b)) {
      draft.fail();
    }
  }

  private void matchArray(Operand value, Term.ArrayTerm pattern) {
    draft.add(new Stmt.IsArray(value, draft.at()));
    checkLength(value, pattern.items().size());
    for (int i = 0; i < pattern.items().size(); i++) {
      Operand.Local index = draft.local();
      draft.add(new Stmt.MakeNumberInt(i, index.index(), draft.at()));
      match(draft.references().dot(value, index), pattern.items().get(i));
    }
  }

  private void matchObject(Operand value, Term.ObjectTerm pattern) {
    draft.add(new Stmt.IsObject(value, draft.at()));
    checkLength(value, pattern.entries().size());
    for (Term.Entry entry : pattern.entries()) {
      Operand key = draft.terms().plan(entry.key());
      match(draft.references().dot(value, key), entry.value());
    }
  }

  private void checkLength(Operand value, int length) {
    Operand.Local has = draft.local();
    Operand.Local wants = draft.local();
    draft.add(new Stmt.Len(value, has.index(), draft.at()));
    draft.add(new Stmt.MakeNumberInt(length, wants.index(), draft.at()));
    draft.add(new Stmt.Equal(has, wants, draft.at()));
  }

  /// Variables of `terms` that have no value yet, each once.
  List<String> unbound(List<Term> terms) {
    Map<String, Boolean> names = new LinkedHashMap<>();
    terms.forEach(term -> collect(term, names));
    return List.copyOf(names.keySet());
  }

  private void collect(Term term, Map<String, Boolean> names) {
    switch (term) {
      case Term.Var v -> {
        if (!isReady(v)) {
          names.put(v.name(), true);
        }
      }
      case Term.Ref r -> {
        collect(r.head(), names);
        r.path().forEach(t -> collect(t, names));
      }
      case Term.Call c -> c.arguments().forEach(t -> collect(t, names));
      case Term.ArrayTerm a -> a.items().forEach(t -> collect(t, names));
      case Term.SetTerm s -> s.members().forEach(t -> collect(t, names));
      case Term.ObjectTerm o ->
          o.entries()
              .forEach(
                  e -> {
                    collect(e.key(), names);
                    collect(e.value(), names);
                  });
      case Term.Scalar s -> {}
      case Term.Comprehension c -> {}
      case Term.Template t -> {}
    }
  }
}
