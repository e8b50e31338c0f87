package io.watchword.authz.testrun;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Expr.Goal;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.walk.TermVisitor;

/// Whether a statement mentions a variable. Used for one statement, on one thread.
final class Mentions extends TermVisitor {

  private final String name;
  private boolean found;

  private Mentions(String name) {
    this.name = name;
  }

  static boolean isIn(Expr expr, String name) {
    // A declaration gives no value.
    if (expr.goal() instanceof Goal.SomeDeclaration) {
      return false;
    }
    Mentions mentions = new Mentions(name);
    mentions.expr(expr);
    return mentions.found;
  }

  @Override
  protected boolean enter(Term term) {
    found |= term instanceof Term.Var variable && variable.name().equals(name);
    return !found;
  }
}
