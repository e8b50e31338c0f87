package io.watchword.authz.format;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Expr.Goal;
import io.watchword.authz.rego.Module;
import io.watchword.authz.rego.Rule;
import io.watchword.authz.rego.Term;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which keywords a file uses that it may have to import.
final class UsedKeywords {

  private final Set<String> used = new HashSet<>();

  private UsedKeywords() {}

  static Set<String> of(Module module) {
    UsedKeywords keywords = new UsedKeywords();
    for (Rule rule : module.rules()) {
      Optional<Rule> branch = Optional.of(rule);
      while (branch.isPresent()) {
        keywords.term(branch.get().head().value());
        branch.get().head().key().ifPresent(keywords::term);
        keywords.body(branch.get().body());
        branch = branch.get().otherwise();
      }
    }
    return keywords.used;
  }

  private void body(List<Expr> body) {
    for (Expr expr : body) {
      if (expr.goal() instanceof Goal.Truth it
          && it.term() instanceof Term.Call call
          && CallWriter.isMembership(call)) {
        used.add("in");
      }
      goal(expr.goal());
      expr.with().forEach(with -> term(with.value()));
    }
  }

  private void goal(Goal goal) {
    switch (goal) {
      case Goal.Truth it -> term(it.term());
      case Goal.Unify it -> {
        term(it.left());
        term(it.right());
      }
      case Goal.Assign it -> {
        term(it.target());
        term(it.value());
      }
      case Goal.SomeDeclaration it -> {}
      case Goal.SomeIn it -> term(it.collection());
      case Goal.Every it -> {
        used.add("every");
        term(it.domain());
        body(it.body());
      }
      case Goal.Not it -> {
        used.add("not");
        body(it.body());
      }
      case Goal.And it -> {
        used.add("and");
        body(it.left().body());
        body(it.right().body());
      }
      case Goal.Or it -> {
        used.add("or");
        body(it.left().body());
        body(it.right().body());
      }
    }
  }

  private void term(Term term) {
    switch (term) {
      case Term.Var it -> {}
      case Term.Scalar it -> {}
      case Term.Ref it -> {
        term(it.head());
        it.path().forEach(this::term);
      }
      case Term.Call it -> it.arguments().forEach(this::term);
      case Term.ArrayTerm it -> it.items().forEach(this::term);
      case Term.SetTerm it -> it.members().forEach(this::term);
      case Term.ObjectTerm it ->
          it.entries()
              .forEach(
                  entry -> {
                    term(entry.key());
                    term(entry.value());
                  });
      case Term.Comprehension it -> {
        it.key().ifPresent(this::term);
        term(it.value());
        body(it.body());
      }
      case Term.Template it -> it.parts().forEach(this::part);
    }
  }

  private void part(Term.Template.Part part) {
    if (part instanceof Term.Template.Interpolated hole) {
      body(List.of(hole.expr()));
    }
  }
}
