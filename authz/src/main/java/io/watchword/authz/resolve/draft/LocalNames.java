package io.watchword.authz.resolve.draft;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Expr.Goal;
import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Term;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Makes variables that nothing else is called, and remembers what they stand for. Not thread-safe.
public final class LocalNames {

  private final String prefix;
  private final Set<String> taken;
  private final Map<String, String> written;
  private final Map<String, Term> standsFor;
  private int next;

  private LocalNames(
      String prefix, Set<String> taken, Map<String, String> written, Map<String, Term> standsFor) {
    this.prefix = prefix;
    this.taken = taken;
    this.written = written;
    this.standsFor = standsFor;
  }

  /// Names of a policy.
  ///
  /// @param taken names in its text that begin with `__local`
  public static LocalNames ofPolicy(Set<String> taken) {
    return new LocalNames("__local", taken, new HashMap<>(), new HashMap<>());
  }

  /// Names of a query, on top of those of the policy it asks.
  public static LocalNames ofQuery(Set<String> taken) {
    return new LocalNames("__localq", taken, new HashMap<>(), new HashMap<>());
  }

  /// A name of its own.
  public String fresh() {
    while (true) {
      String name = prefix + next++ + "__";
      if (!taken.contains(name)) {
        return name;
      }
    }
  }

  /// A variable of its own.
  public Term.Var variable(Location at) {
    return new Term.Var(fresh(), at);
  }

  /// `fresh = term`, made by the compiler.
  public Expr equality(Term term) {
    return equality(variable(term.at()), term);
  }

  /// `variable = term`, made by the compiler.
  public static Expr equality(Term.Var variable, Term term) {
    return new Expr(new Goal.Unify(variable, term), false, List.of(), true, term.at());
  }

  /// What a generated equality names.
  public static Term.Var named(Expr equality) {
    if (equality.goal() instanceof Goal.Unify(Term.Var variable, _)) {
      return variable;
    }
    throw new IllegalArgumentException("not a generated equality");
  }

  /// Remembers that `local` takes the place of the written `name`.
  public void rename(String local, String name) {
    written.put(local, name);
  }

  /// Remembers that `local` holds the value of `term`, for messages.
  public void standsFor(String local, Term term) {
    standsFor.put(local, term);
  }

  /// The name in the text; itself where it was made by the compiler.
  public String writtenName(String local) {
    return written.getOrDefault(local, local);
  }

  /// Generated variable to the name in the text.
  public Map<String, String> written() {
    return written;
  }

  /// Generated variable to the term whose value it holds.
  public Map<String, Term> standsFor() {
    return standsFor;
  }
}
