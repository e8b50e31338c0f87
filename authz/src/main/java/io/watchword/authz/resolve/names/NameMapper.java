package io.watchword.authz.resolve.names;

import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.walk.TermMapper;
import java.util.Map;

/// Renames variables by a table, wherever they stand.
final class NameMapper extends TermMapper {

  private final Map<String, String> names;

  NameMapper(Map<String, String> names) {
    this.names = names;
  }

  @Override
  public Term term(Term term) {
    if (!(term instanceof Term.Var variable)) {
      return below(term);
    }
    String name = names.getOrDefault(variable.name(), variable.name());
    return name.equals(variable.name()) ? variable : new Term.Var(name, variable.at());
  }
}
