package io.watchword.authz.rego;

import io.watchword.authz.rego.Term.Entry;
import io.watchword.authz.rego.Term.Scalar;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The order in which sets and objects of terms are listed.
final class TermOrder {

  private static final Comparator<Term> ORDER =
      Comparator.comparingInt(TermOrder::rank).thenComparing(TermOrder::sameKind);

  private TermOrder() {}

  /// The members of a set, sorted, each once.
  static List<Term> members(Term.SetTerm set) {
    List<Term> sorted = new ArrayList<>();
    for (Term member : set.members()) {
      if (sorted.stream().noneMatch(it -> ORDER.compare(it, member) == 0)) {
        sorted.add(member);
      }
    }
    sorted.sort(ORDER);
    return sorted;
  }

  static List<Entry> entries(Term.ObjectTerm object) {
    List<Entry> sorted = new ArrayList<>(object.entries());
    sorted.sort(Comparator.comparing(Entry::key, ORDER));
    return sorted;
  }

  private static int rank(Term term) {
    return switch (term) {
      case Scalar scalar -> scalar.value().rank();
      case Term.Var name -> Memberships.isRoot(name) ? 11 : 10;
      case Term.Ref ref -> 11;
      case Term.ArrayTerm array -> 12;
      case Term.ObjectTerm object -> 13;
      case Term.SetTerm set -> 14;
      case Term.Comprehension comprehension -> 15;
      case Term.Call call -> 16;
      case Term.Template template -> 17;
    };
  }

  private static int sameKind(Term left, Term right) {
    if (left instanceof Scalar a && right instanceof Scalar b) {
      return a.value().compareTo(b.value());
    }
    if (left instanceof Term.ArrayTerm a && right instanceof Term.ArrayTerm b) {
      return inOrder(a.items(), b.items());
    }
    if (left instanceof Term.SetTerm a && right instanceof Term.SetTerm b) {
      return inOrder(members(a), members(b));
    }
    return TermText.of(left).compareTo(TermText.of(right));
  }

  private static int inOrder(List<Term> left, List<Term> right) {
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      int order = ORDER.compare(left.get(i), right.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(left.size(), right.size());
  }
}
