package io.watchword.authz.plan.planner;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.ResolvedQuery;
import io.watchword.authz.value.StringValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A question a plan answers with a set of results.
///
/// @param name what it is asked for by
/// @param results names in the result to the variables of the body that hold their values
public record EntryPoint(String name, List<Expr> body, Map<String, String> results) {

  private static final Location NOWHERE = new Location("", 0, 0, 0);

  public EntryPoint {
    body = List.copyOf(body);
    results = Map.copyOf(results);
  }

  /// The value of a document under the name `result`, as `opa build -e` plans it.
  ///
  /// @param path without `data`, such as `a/b/allow`, its parts apart
  public static EntryPoint document(String name, List<String> path) {
    List<Term> keys = new ArrayList<>();
    path.forEach(part -> keys.add(new Term.Scalar(new StringValue(part), NOWHERE)));
    Term data = new Term.Var("data", NOWHERE);
    Term document = keys.isEmpty() ? data : new Term.Ref(data, keys, NOWHERE);
    Expr.Goal goal = new Expr.Goal.Unify(new Term.Var("result", NOWHERE), document);
    return new EntryPoint(name, List.of(Expr.of(goal, NOWHERE)), Map.of("result", "result"));
  }

  /// A query's named variables.
  public static EntryPoint query(String name, ResolvedQuery query) {
    Map<String, String> results = new TreeMap<>();
    for (String variable : QueryVariables.of(query.body())) {
      String written = query.writtenNames().getOrDefault(variable, variable);
      if (!written.startsWith("__local") && !written.startsWith("$")) {
        results.put(written, variable);
      }
    }
    return new EntryPoint(name, query.body(), results);
  }
}
