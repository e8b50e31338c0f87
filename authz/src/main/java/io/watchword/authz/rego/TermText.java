package io.watchword.authz.rego;

import io.watchword.authz.rego.Term.Comprehension;
import io.watchword.authz.rego.Term.Ref;
import io.watchword.authz.rego.Term.Scalar;
import io.watchword.authz.value.StringValue;
import java.util.List;
import java.util.stream.Collectors;

/// Terms as messages show them: on one line, in one spelling.
public final class TermText {

  private TermText() {}

  /// The text of a term.
  public static String of(Term term) {
    return switch (term) {
      case Term.Var var -> var.isWildcard() ? "_" : var.name();
      case Scalar scalar -> scalar.value().toString();
      case Ref ref -> reference(ref);
      case Term.Call call -> reference(call.function()) + "(" + list(call.arguments()) + ")";
      case Term.ArrayTerm array -> "[" + list(array.items()) + "]";
      case Term.SetTerm set -> set.members().isEmpty() ? "set()" : "{" + list(set.members()) + "}";
      case Term.ObjectTerm object ->
          object.entries().stream()
              .map(entry -> of(entry.key()) + ": " + of(entry.value()))
              .collect(Collectors.joining(", ", "{", "}"));
      case Comprehension comprehension -> comprehension(comprehension);
      case Term.Template template -> "$\"...\"";
    };
  }

  private static String list(List<Term> terms) {
    return terms.stream().map(TermText::of).collect(Collectors.joining(", "));
  }

  private static String comprehension(Comprehension comprehension) {
    String head =
        comprehension.key().map(key -> of(key) + ": ").orElse("") + of(comprehension.value());
    return comprehension.kind() == Comprehension.Kind.ARRAY
        ? "[" + head + " | ...]"
        : "{" + head + " | ...}";
  }

  private static String reference(Ref ref) {
    StringBuilder text = new StringBuilder(of(ref.head()));
    for (Term part : ref.path()) {
      if (part instanceof Scalar scalar
          && scalar.value() instanceof StringValue name
          && RegoNames.isPlain(name.text())) {
        text.append('.').append(name.text());
      } else {
        text.append('[').append(of(part)).append(']');
      }
    }
    return text.toString();
  }
}
