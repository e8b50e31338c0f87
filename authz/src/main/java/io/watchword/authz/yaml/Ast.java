package io.watchword.authz.yaml;

import io.watchword.authz.early.rego.Expr;
import io.watchword.authz.early.rego.Rule;
import io.watchword.authz.early.rego.Term;
import io.watchword.authz.rego.Location;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.StringValue;
import java.util.List;
import java.util.Optional;

/// Pieces of AST, as the translation needs them. Stateless.
final class Ast {

  private Ast() {}

  static Rule rule(String name, List<Expr> body, Location at) {
    Term value = new Term.Scalar(BooleanValue.TRUE, at);
    return new Rule(
        name, Rule.Kind.COMPLETE, false, List.of(), Optional.empty(), value, body, List.of(), at);
  }

  static Expr holds(Term term, Location at) {
    return new Expr.TermExpr(term, at);
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
    return new Term.Call(function, List.of(arguments), at);
  }
}
