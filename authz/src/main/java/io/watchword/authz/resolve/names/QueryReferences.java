package io.watchword.authz.resolve.names;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Module;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.walk.Terms;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Completes the references of a query that is asked within a package. Stateless.
public final class QueryReferences {

  private QueryReferences() {}

  /// `body` with complete references.
  ///
  /// @param exports first words of the heads of all rules, by package
  /// @param packagePath after `data`
  public static List<Expr> resolve(
      List<Expr> body,
      Map<List<String>, Set<String>> exports,
      List<String> packagePath,
      List<Module.Import> imports) {
    if (packagePath.isEmpty() && imports.isEmpty()) {
      return body;
    }
    Location nowhere = body.getFirst().at();
    List<Term> path = packagePath.stream().map(part -> Terms.string(part, nowhere)).toList();
    Set<String> rules =
        packagePath.isEmpty() ? Set.of() : exports.getOrDefault(packagePath, Set.of());
    ReferenceMapper mapper = new ReferenceMapper(new Globals(path, rules, imports));
    mapper.hide(DeclaredNames.in(body));
    return mapper.body(body);
  }
}
