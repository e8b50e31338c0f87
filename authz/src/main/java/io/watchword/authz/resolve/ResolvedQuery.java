package io.watchword.authz.resolve;

import io.watchword.authz.rego.Expr;
import java.util.List;
import java.util.Map;

/// A query whose names, order and safety are settled. Made by [Resolver] only.
public final class ResolvedQuery {

  private final List<Expr> body;
  private final Map<String, String> writtenNames;

  ResolvedQuery(List<Expr> body, Map<String, String> writtenNames) {
    this.body = List.copyOf(body);
    this.writtenNames = Map.copyOf(writtenNames);
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
}
