package io.watchword.authz.resolve.rewrite;

import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.draft.LocalNames;
import io.watchword.authz.resolve.draft.Problems;
import io.watchword.authz.resolve.walk.RegoText;
import io.watchword.authz.resolve.walk.VariableFinder;
import io.watchword.authz.resolve.walk.VariableFinder.Skip;
import java.util.Set;
import java.util.TreeSet;

/// What `print` and template strings have in common: they show values that may be undefined, of
/// variables that must not be. Stateless.
final class Captures {

  private Captures() {}

  /// The variables `term` needs to be evaluated, in order of their names.
  static Set<String> needed(Term term) {
    VariableFinder finder = new VariableFinder(Set.of(Skip.FUNCTIONS, Skip.CLOSURES));
    finder.term(term);
    return new TreeSet<>(finder.places().keySet());
  }

  static void undeclared(LocalNames names, Problems problems, String local, Location at) {
    String name = RegoText.name(names.writtenName(local));
    problems.compile(
        "var " + name + " is undeclared",
        at,
        "`" + name + "` has no value here",
        "bind `" + name + "` before this statement");
  }
}
