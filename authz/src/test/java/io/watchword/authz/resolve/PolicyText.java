package io.watchword.authz.resolve;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Expr.Goal;
import io.watchword.authz.rego.Rule;
import io.watchword.authz.rego.Term;
import io.watchword.authz.value.StringValue;
import java.util.List;
import java.util.stream.Collectors;

/// Resolved rules on one line each, for comparison.
final class PolicyText {

  private PolicyText() {}

  static String of(Rule rule) {
    Rule.Head head = rule.head();
    String arguments = head.arguments().map(all -> "(" + terms(all) + ")").orElse("");
    String result = head.key().map(key -> " contains " + of(key)).orElse(" := " + of(head.value()));
    return (rule.isDefault() ? "default " : "")
        + of(head.reference())
        + arguments
        + result
        + (rule.body().isEmpty() ? "" : " { " + body(rule.body()) + " }")
        + rule.otherwise().map(other -> " else " + of(other)).orElse("");
  }

  static String body(List<Expr> body) {
    return body.stream().map(PolicyText::of).collect(Collectors.joining("; "));
  }

  private static String of(Expr expr) {
    String goal =
        switch (expr.goal()) {
          case Goal.Truth truth -> of(truth.term());
          case Goal.Unify unify -> of(unify.left()) + " = " + of(unify.right());
          case Goal.Assign assign -> of(assign.target()) + " := " + of(assign.value());
          case Goal.SomeDeclaration _ -> "some";
          case Goal.SomeIn _ -> "some in";
          case Goal.Every every ->
              "every "
                  + every.key().map(key -> of(key) + ", ").orElse("")
                  + of(every.value())
                  + " in "
                  + of(every.domain())
                  + " { "
                  + body(every.body())
                  + " }";
          case Goal.Not not -> "not { " + body(not.body()) + " }";
          case Goal.And and ->
              "{ " + body(and.left().body()) + " } and { " + body(and.right().body()) + " }";
          case Goal.Or or ->
              "{ " + body(or.left().body()) + " } or { " + body(or.right().body()) + " }";
        };
    String with =
        expr.with().stream()
            .map(one -> " with " + of(one.target()) + " as " + of(one.value()))
            .collect(Collectors.joining());
    return (expr.negated() ? "not " : "") + goal + with;
  }

  private static String terms(List<Term> terms) {
    return terms.stream().map(PolicyText::of).collect(Collectors.joining(", "));
  }

  private static String of(Term term) {
    return switch (term) {
      case Term.Var variable -> variable.name();
      case Term.Scalar scalar -> scalar.value().toString();
      case Term.Ref ref ->
          of(ref.head()) + ref.path().stream().map(PolicyText::part).collect(Collectors.joining());
      case Term.Call call -> of(call.function()) + "(" + terms(call.arguments()) + ")";
      case Term.ArrayTerm array -> "[" + terms(array.items()) + "]";
      case Term.SetTerm set -> set.members().isEmpty() ? "set()" : "{" + terms(set.members()) + "}";
      case Term.ObjectTerm object ->
          object.entries().stream()
              .map(entry -> of(entry.key()) + ": " + of(entry.value()))
              .collect(Collectors.joining(", ", "{", "}"));
      case Term.Comprehension all -> {
        String collected = all.key().map(key -> of(key) + ": ").orElse("") + of(all.value());
        String inner = collected + " | " + body(all.body());
        yield all.kind() == Term.Comprehension.Kind.ARRAY ? "[" + inner + "]" : "{" + inner + "}";
      }
      case Term.Template _ -> "template";
    };
  }

  private static String part(Term part) {
    return part instanceof Term.Scalar(StringValue string, _)
        ? "." + string.text()
        : "[" + of(part) + "]";
  }
}
