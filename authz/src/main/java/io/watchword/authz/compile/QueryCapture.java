package io.watchword.authz.compile;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Term;
import io.watchword.authz.signature.Capabilities;
import io.watchword.authz.signature.Signature;
import io.watchword.authz.signature.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A query in which the value of each expression is bound to a variable, so that it can be shown
/// beside the bindings.
///
/// @param body what is to be resolved and planned
/// @param expressions the expressions as written, in order
record QueryCapture(List<Expr> body, List<Expression> expressions) {

  QueryCapture {
    body = List.copyOf(body);
    expressions = List.copyOf(expressions);
  }

  /// @param variable holds the value; empty: the value is `true`
  record Expression(Expr written, Optional<String> variable) {}

  static QueryCapture of(List<Expr> query, Capabilities capabilities) {
    // A false value ends a query that iterates or goes on; alone it is the answer.
    boolean mustHold = query.size() > 1 || Iteration.isIn(query);
    List<Expr> body = new ArrayList<>();
    List<Expr> checks = new ArrayList<>();
    List<Expression> expressions = new ArrayList<>();
    for (Expr expr : query) {
      if (expr.goal() instanceof Expr.Goal.SomeDeclaration) {
        body.add(expr);
        continue;
      }
      if (expr.negated() || !(expr.goal() instanceof Expr.Goal.Truth(Term term))) {
        body.add(expr);
        expressions.add(new Expression(expr, Optional.empty()));
        continue;
      }
      if (term instanceof Term.Call call && !yieldsValue(call, capabilities)) {
        body.add(expr);
        expressions.add(new Expression(expr, Optional.empty()));
        continue;
      }
      Term.Var capture = new Term.Var("__localq" + expressions.size() + "__", expr.at());
      body.add(new Expr(new Expr.Goal.Unify(capture, term), false, expr.with(), false, expr.at()));
      expressions.add(new Expression(expr, Optional.of(capture.name())));
      if (mustHold) {
        checks.add(new Expr(new Expr.Goal.Truth(capture), false, List.of(), true, expr.at()));
      }
    }
    body.addAll(checks);
    return new QueryCapture(body, expressions);
  }

  // `plus(1, 2, x)` binds its result itself; `print` has none.
  private static boolean yieldsValue(Term.Call call, Capabilities capabilities) {
    Optional<Signature> signature = capabilities.find(RefText.of(call.function()));
    return signature.isEmpty()
        || (signature.get().arity() == call.arguments().size()
            && !(signature.get().result() instanceof Type.Unknown));
  }
}
