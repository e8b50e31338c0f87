package io.watchword.authz.resolve.names;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Expr.Goal;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.walk.TermVisitor;
import io.watchword.authz.resolve.walk.VariableFinder;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Collects the variables that statements declare, with `:=` or `some`, not those in
/// comprehensions.
final class DeclaredNames extends TermVisitor {

  private final Set<String> names = new LinkedHashSet<>();

  private DeclaredNames() {}

  static Set<String> in(List<Expr> body) {
    DeclaredNames found = new DeclaredNames();
    found.body(body);
    return found.names;
  }

  @Override
  protected boolean enter(Expr expr) {
    switch (expr.goal()) {
      case Goal.Assign assign -> names.addAll(VariableFinder.all(assign.target()));
      case Goal.SomeDeclaration some ->
          some.variables().forEach(variable -> names.add(variable.name()));
      case Goal.SomeIn in -> {
        in.key().ifPresent(key -> names.addAll(VariableFinder.all(key)));
        names.addAll(VariableFinder.all(in.value()));
      }
      default -> {}
    }
    return true;
  }

  @Override
  protected boolean enter(Term term) {
    return !(term instanceof Term.Comprehension);
  }
}
