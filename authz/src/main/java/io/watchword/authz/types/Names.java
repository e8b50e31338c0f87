package io.watchword.authz.types;

import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.ResolvedPolicy;
import io.watchword.authz.resolve.ResolvedQuery;
import java.util.Map;
import java.util.function.Function;

/// What was written where a variable stands now: its name, or the term that the compiler put into a
/// variable of its own. Immutable.
///
/// @param firstTerms of a query, asked before those of the policy
/// @param first of a query, asked before those of the policy
record Names(
    Map<String, Term> firstTerms,
    Map<String, String> first,
    Map<String, Term> terms,
    Map<String, String> names)
    implements Function<Term.Var, Term> {

  static Names of(ResolvedPolicy policy) {
    return new Names(Map.of(), Map.of(), policy.standsFor(), policy.writtenNames());
  }

  static Names of(ResolvedPolicy policy, ResolvedQuery query) {
    return new Names(
        query.standsFor(), query.writtenNames(), policy.standsFor(), policy.writtenNames());
  }

  @Override
  public Term apply(Term.Var variable) {
    String generated = variable.name();
    Term term = firstTerms.get(generated);
    if (term != null) {
      return term;
    }
    String name = first.get(generated);
    if (name == null) {
      term = terms.get(generated);
      name = names.get(generated);
    }
    return term != null ? term : name != null ? new Term.Var(name, variable.at()) : variable;
  }
}
