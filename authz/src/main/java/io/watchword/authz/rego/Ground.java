package io.watchword.authz.rego;

/// Tells whether a term holds no variables.
final class Ground {

  private Ground() {}

  static boolean is(Term term) {
    return switch (term) {
      case Term.Var var -> false;
      case Term.Scalar scalar -> true;
      case Term.Ref ref -> ref.path().stream().allMatch(Ground::is);
      case Term.Call call -> call.arguments().stream().allMatch(Ground::is);
      case Term.ArrayTerm array -> array.items().stream().allMatch(Ground::is);
      case Term.SetTerm set -> set.members().stream().allMatch(Ground::is);
      case Term.ObjectTerm object ->
          object.entries().stream().allMatch(entry -> is(entry.key()) && is(entry.value()));
      case Term.Comprehension comprehension -> false;
      case Term.Template template -> false;
    };
  }
}
