package io.watchword.authz.rego;

import io.watchword.authz.rego.Expr.Goal;
import io.watchword.authz.rego.Term.Call;
import io.watchword.authz.rego.Term.Var;
import java.util.List;

/// Tells bodies such as `{a | b}`, which read like comprehensions.
final class AmbiguousUnion {

  private AmbiguousUnion() {}

  static boolean is(List<Expr> body, Cursor cursor) {
    if (!(body.getFirst().goal() instanceof Goal.Truth truth)
        || !(truth.term() instanceof Call call)
        || !(call.function().head() instanceof Var name)
        || !name.name().equals("or")
        || !call.function().path().isEmpty()) {
      return false;
    }
    // Written as a call, or in parentheses, it is unmistakable.
    Location operator = call.function().at();
    String spelling = cursor.tokens().text(operator.offset(), operator.end());
    String first =
        cursor.tokens().text(body.getFirst().at().offset(), body.getFirst().at().offset() + 1);
    return spelling.equals("|") && !first.equals("(");
  }
}
