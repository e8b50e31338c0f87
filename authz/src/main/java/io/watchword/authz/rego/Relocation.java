package io.watchword.authz.rego;

/// The same term at another place in the text.
final class Relocation {

  private Relocation() {}

  static Term of(Term term, Location at) {
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
