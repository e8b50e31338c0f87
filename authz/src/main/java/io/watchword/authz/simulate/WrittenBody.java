package io.watchword.authz.simulate;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Rule;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.walk.TermMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The body of a resolved rule as it was written, but with names resolved: what the compiler lifted
/// out of terms is put back. Used for one rule, on one thread.
final class WrittenBody extends TermMapper {

  private final Map<String, Term> lifted = new HashMap<>();

  private WrittenBody() {}

  static List<Expr> of(Rule rule) {
    WrittenBody mapper = new WrittenBody();
    List<Expr> written = new ArrayList<>();
    for (Expr expr : rule.body()) {
      if (expr.generated()
          && expr.goal() instanceof Expr.Goal.Unify(Term.Var variable, Term term)) {
        mapper.lifted.put(variable.name(), mapper.term(term));
      } else {
        written.add(mapper.expr(expr));
      }
    }
    return written;
  }

  @Override
  public Term term(Term term) {
    if (term instanceof Term.Var variable) {
      return lifted.getOrDefault(variable.name(), variable);
    }
    return below(term);
  }
}
