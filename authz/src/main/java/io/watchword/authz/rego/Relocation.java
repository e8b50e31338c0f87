package io.watchword.authz.rego;

import io.watchword.authz.rego.Rule.Head;
import java.util.List;

/// The same at another place in the text.
public final class Relocation {

  private Relocation() {}

  /// The head of a body chained to another one: all of it stands where the body stands.
  static Head of(Head head, Location at) {
    Term.Ref reference = head.reference();
    return new Head(
        new Term.Ref(of(reference.head(), at), all(reference.path(), at), at),
        head.arguments().map(arguments -> all(arguments, at)),
        head.key().map(key -> of(key, at)),
        of(head.value(), at),
        head.assigned(),
        head.hasValue(),
        at);
  }

  private static List<Term> all(List<Term> terms, Location at) {
    return terms.stream().map(term -> of(term, at)).toList();
  }

  /// The same term, standing elsewhere.
  public static Term of(Term term, Location at) {
    return switch (term) {
      case Term.Var t -> new Term.Var(t.name(), at);
      case Term.Scalar t -> new Term.Scalar(t.value(), at);
      case Term.Ref t -> new Term.Ref(t.head(), t.path(), at);
      case Term.Call t -> new Term.Call(t.function(), t.arguments(), at);
      case Term.ArrayTerm t -> new Term.ArrayTerm(t.items(), at);
      case Term.SetTerm t -> new Term.SetTerm(t.members(), at);
      case Term.ObjectTerm t -> new Term.ObjectTerm(t.entries(), at);
      case Term.Comprehension t ->
          new Term.Comprehension(t.kind(), t.key(), t.value(), t.body(), at);
      case Term.Template t -> new Term.Template(t.parts(), t.multiLine(), at);
    };
  }
}
