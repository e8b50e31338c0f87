package io.watchword.authz.rego;

import io.watchword.authz.rego.Term.Comprehension;

/// What messages call a term.
final class Kinds {

  private Kinds() {}

  static String of(Term term) {
    return switch (term) {
      case Term.Var var -> var.name().equals("input") || var.name().equals("data") ? "ref" : "var";
      case Term.Scalar scalar -> scalar.value().typeName();
      case Term.Ref ref -> "ref";
      case Term.Call call -> "call";
      case Term.ArrayTerm array -> "array";
      case Term.SetTerm set -> "set";
      case Term.ObjectTerm object -> "object";
      case Comprehension comprehension ->
          switch (comprehension.kind()) {
            case ARRAY -> "arraycomprehension";
            case SET -> "setcomprehension";
            case OBJECT -> "objectcomprehension";
          };
      case Term.Template template -> "templatestring";
    };
  }
}
