package io.watchword.authz.resolve.names;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Expr.Goal;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.draft.Problems;
import io.watchword.authz.resolve.names.Scopes.Entry;
import io.watchword.authz.resolve.names.Scopes.Occurrence;
import io.watchword.authz.resolve.walk.RegoText;
import io.watchword.authz.resolve.walk.TermMapper;
import io.watchword.authz.resolve.walk.TermVisitor;
import io.watchword.authz.resolve.walk.Terms;
import io.watchword.authz.resolve.walk.VariableFinder;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Renames the variables of terms and plain statements, and notes that they are used.
// What has not changed is told by identity, as in TermMapper.
@SuppressWarnings("ReferenceEquality")
final class TermRenamer extends TermMapper {

  private final LocalRenamer bodies;
  private final Scopes scopes;
  private final Problems problems;

  TermRenamer(LocalRenamer bodies, Scopes scopes, Problems problems) {
    this.bodies = bodies;
    this.scopes = scopes;
    this.problems = problems;
  }

  @Override
  public Term term(Term term) {
    return switch (term) {
      case Term.Var variable -> Terms.isRoot(variable) ? root(variable) : variable(variable);
      case Term.Ref ref -> {
        Term head = head(ref.head());
        List<Term> path = terms(ref.path());
        yield head == ref.head() && path == ref.path() ? ref : new Term.Ref(head, path, ref.at());
      }
      case Term.Call call -> {
        checkFunction(call);
        yield below(call);
      }
      case Term.Comprehension comprehension -> comprehension(comprehension);
      default -> below(term);
    };
  }

  @Override
  protected Term.Ref function(Term.Ref function) {
    Term head = head(function.head());
    List<Term> path = terms(function.path());
    return head == function.head() && path == function.path()
        ? function
        : new Term.Ref(head, path, function.at());
  }

  // The function of a statement may be shadowed by a variable without a word about it here; it is
  // then reported as undefined.
  @Override
  protected Goal goal(Goal goal) {
    return goal instanceof Goal.Truth(Term.Call call)
        ? new Goal.Truth(below(call))
        : super.goal(goal);
  }

  // A local `input` does not hide what `with input as` replaces.
  @Override
  public Expr.With with(Expr.With with) {
    Term target = term(with.target());
    Optional<Entry> hidden = scopes.find("input");
    if (hidden.isPresent() && !hidden.get().local.equals("input")) {
      target = unhide(target, hidden.get().local);
    }
    return new Expr.With(target, term(with.value()), with.at());
  }

  private static Term unhide(Term target, String local) {
    return switch (target) {
      case Term.Var variable when variable.name().equals(local) ->
          new Term.Var("input", variable.at());
      case Term.Ref ref when ref.head() instanceof Term.Var head && head.name().equals(local) ->
          new Term.Ref(new Term.Var("input", head.at()), ref.path(), ref.at());
      default -> target;
    };
  }

  /// Notes variables of `body` that have no other name as used in the innermost scope.
  void see(List<Expr> body) {
    new TermVisitor() {
      @Override
      protected boolean enter(Term term) {
        if (term instanceof Term.Var variable && !Terms.isRoot(variable)) {
          scopes.use(variable.name(), variable.at());
        }
        return !(term instanceof Term.Comprehension);
      }
    }.body(body);
  }

  private Term head(Term head) {
    return head instanceof Term.Var variable ? variable(variable) : term(head);
  }

  private Term variable(Term.Var variable) {
    String local = scopes.use(variable.name(), variable.at());
    return local.equals(variable.name()) ? variable : new Term.Var(local, variable.at());
  }

  private Term root(Term.Var root) {
    Optional<Entry> entry = scopes.find(root.name());
    return entry.isPresent() && entry.get().occurrence != Occurrence.SEEN
        ? new Term.Var(entry.get().local, root.at())
        : root;
  }

  private void checkFunction(Term.Call call) {
    for (String name : VariableFinder.all(call.function())) {
      Optional<Entry> entry = scopes.find(name);
      if (entry.isPresent() && !entry.get().local.equals(name)) {
        String function = RegoText.of(call.function());
        problems.compile(
            "called function " + function + " shadowed",
            call.at(),
            "`" + name + "` is a variable here",
            "rename the variable `" + name + "`");
        return;
      }
    }
  }

  private Term comprehension(Term.Comprehension comprehension) {
    Set<String> used = VariableFinder.all(comprehension.value());
    comprehension.key().ifPresent(key -> used.addAll(VariableFinder.all(key)));
    scopes.push();
    List<Expr> body = bodies.body(comprehension.body(), used);
    Optional<Term> key = comprehension.key().map(this::term);
    Term value = term(comprehension.value());
    scopes.pop();
    return new Term.Comprehension(comprehension.kind(), key, value, body, comprehension.at());
  }
}
