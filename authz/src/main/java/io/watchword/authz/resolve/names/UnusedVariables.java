package io.watchword.authz.resolve.names;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Location;
import io.watchword.authz.resolve.draft.Problems;
import io.watchword.authz.resolve.names.Scopes.Entry;
import io.watchword.authz.resolve.names.Scopes.Occurrence;
import io.watchword.authz.resolve.walk.Terms;
import io.watchword.authz.resolve.walk.VariableFinder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Refuses variables that a body declares and nobody uses.
final class UnusedVariables {

  private final Scopes scopes;
  private final Problems problems;
  private final boolean strict;

  UnusedVariables(Scopes scopes, Problems problems, boolean strict) {
    this.scopes = scopes;
    this.problems = problems;
    this.strict = strict;
  }

  /// Looks at the variables of the innermost scope.
  ///
  /// @param used written names that something outside the body uses
  void check(List<Expr> written, List<Expr> renamed, Set<String> used) {
    List<Entry> assigned = new ArrayList<>();
    List<Entry> declared = new ArrayList<>();
    for (Entry entry : scopes.innermost().values()) {
      if (entry.occurrence == Occurrence.DECLARED) {
        declared.add(entry);
      } else if (entry.occurrence == Occurrence.ASSIGNED) {
        assigned.add(entry);
      }
    }
    if ((!strict || assigned.isEmpty()) && declared.isEmpty()) {
      return;
    }
    Set<String> locals = new HashSet<>();
    used.forEach(name -> locals.add(scopes.find(name).map(entry -> entry.local).orElse(name)));
    int before = problems.count();
    if (strict) {
      checkAssigned(assigned, locals);
    }
    if (problems.count() == before && !declared.isEmpty()) {
      locals.addAll(VariableFinder.all(renamed));
      checkDeclared(declared, locals, written);
    }
  }

  private void checkAssigned(List<Entry> assigned, Set<String> used) {
    for (Entry entry : assigned) {
      if (entry.uses <= 1 && !Terms.isWildcard(entry.name) && !used.contains(entry.local)) {
        problems.compile(
            "assigned var " + entry.name + " unused",
            entry.at,
            "`" + entry.name + "` is never used",
            "remove the assignment, or assign to `_`");
      }
    }
  }

  private void checkDeclared(List<Entry> declared, Set<String> used, List<Expr> written) {
    for (Entry entry : declared) {
      if (!used.contains(entry.local) && !Terms.isGenerated(entry.name)) {
        String name = Terms.isWildcard(entry.name) ? "_" : entry.name;
        problems.compile(
            "declared var " + name + " unused",
            placeOf(entry.name, written),
            "`" + name + "` is never used",
            "remove the declaration, or write `_` in its place");
      }
    }
  }

  private static Location placeOf(String name, List<Expr> written) {
    for (Expr expr : written) {
      if (DeclaredNames.in(List.of(expr)).contains(name)) {
        return expr.at();
      }
    }
    return written.getFirst().at();
  }
}
