package io.watchword.authz.yaml;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Rule;
import io.watchword.authz.rego.Term;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.StringValue;
import java.util.List;
import java.util.Optional;

/// Pieces of AST, as the translation needs them. Stateless.
final class Ast {

  private Ast() {}

  /// A rule without arguments, true where its body holds.
  static Rule rule(String name, List<Expr> body, Location at) {
    Term.Ref reference = new Term.Ref(variable(name, at), List.of(), at);
    Term value = new Term.Scalar(BooleanValue.TRUE, at);
    Rule.Head head =
        new Rule.Head(reference, Optional.empty(), Optional.empty(), value, false, false, at);
    return new Rule(head, body, Optional.empty(), false, List.of(), at);
  }

  static Expr holds(Term term, Location at) {
    return Expr.of(new Expr.Goal.Truth(term), at);
  }

  static Expr fails(Term term, Location at) {
    return new Expr(new Expr.Goal.Truth(term), true, List.of(), false, at);
  }

  static Term variable(String name, Location at) {
    return new Term.Var(name, at);
  }

  static Term text(String text, Location at) {
    return new Term.Scalar(new StringValue(text), at);
  }

  static Term input(List<String> path, Location at) {
    return new Term.Ref(
        variable("input", at), path.stream().map(part -> text(part, at)).toList(), at);
  }

  static Term call(String function, Location at, Term... arguments) {
    return Term.Call.of(function, List.of(arguments), at);
  }
}
