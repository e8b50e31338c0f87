package io.watchword.authz.resolve.draft;

import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Module;
import io.watchword.authz.rego.Rule;
import java.util.List;
import java.util.Optional;

/// Refuses modules whose rules lie so deep, or have so many branches, that walking them would
/// exhaust the stack. OPA has no such limits; nobody writes such rules.
public final class Limits {

  /// How many parts the path of a rule or package may have.
  static final int LONGEST_PATH = 500;

  /// How many `else` a rule may have.
  static final int MOST_BRANCHES = 1_000;

  private Limits() {}

  /// Adds an error for each module or rule that is beyond a limit.
  public static void check(List<Module> modules, Problems problems) {
    for (Module module : modules) {
      path(module.path().size(), module.packageAt(), problems);
      for (Rule rule : module.rules()) {
        path(rule.head().reference().path().size(), rule.at(), problems);
        branches(rule, problems);
      }
    }
  }

  private static void path(int parts, Location at, Problems problems) {
    if (parts > LONGEST_PATH) {
      problems.compile(
          "path has " + parts + " parts (allowed: up to " + LONGEST_PATH + ")",
          at,
          "lies too deep",
          "shorten the path");
    }
  }

  private static void branches(Rule rule, Problems problems) {
    int count = 0;
    Optional<Rule> next = rule.otherwise();
    while (next.isPresent()) {
      count++;
      next = next.get().otherwise();
    }
    if (count > MOST_BRANCHES) {
      problems.compile(
          "rule has " + count + " `else` branches (allowed: up to " + MOST_BRANCHES + ")",
          rule.at(),
          "has too many branches",
          "look the value up in an object, or split the rule");
    }
  }
}
