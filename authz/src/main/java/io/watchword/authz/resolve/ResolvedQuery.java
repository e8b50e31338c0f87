package io.watchword.authz.resolve;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Term;
import java.util.List;
import java.util.Map;

/// A query whose names, order and safety are settled. Made by [Resolver] only.
public final class ResolvedQuery {

  private final List<Expr> body;
  private final Map<String, String> writtenNames;

  private final Map<String, Term> standsFor;

  ResolvedQuery(List<Expr> body, Map<String, String> writtenNames, Map<String, Term> standsFor) {
    this.body = List.copyOf(body);
    this.writtenNames = Map.copyOf(writtenNames);
    this.standsFor = Map.copyOf(standsFor);
  }

  /// Rewritten and ordered.
  public List<Expr> body() {
    return body;
  }

  /// Generated variable to the name in the text, of the query's own body only. A generated variable
  /// without an entry was made by the compiler; wildcards begin with `$`.
  public Map<String, String> writtenNames() {
    return writtenNames;
  }

  /// Generated variable to the term whose value it holds, for messages.
  public Map<String, Term> standsFor() {
    return standsFor;
  }
}
