package io.watchword.authz.rego;

import io.watchword.platform.diagnostics.Diagnostic;
import java.util.List;
import java.util.Optional;

/// Reads Rego text.
public final class RegoParser {

  private RegoParser() {}

  /// The module in a file.
  ///
  /// @param problems gets everything that is wrong with it
  /// @return empty where something is
  public static Optional<Module> parse(
      Source source, ParserSettings settings, List<Diagnostic> problems) {
    ModuleParser parser = new ModuleParser(source, settings);
    Module module = parser.module();
    List<Diagnostic> found = parser.cursor().problems();
    problems.addAll(found);
    return found.isEmpty() ? Optional.of(module) : Optional.empty();
  }

  /// The statements of a query.
  ///
  /// @param problems gets everything that is wrong with it
  /// @return empty where something is, and where the text holds nothing
  public static List<Expr> query(
      Source source, ParserSettings settings, List<Diagnostic> problems) {
    ModuleParser parser = new ModuleParser(source, settings);
    List<Expr> query = parser.query();
    List<Diagnostic> found = parser.cursor().problems();
    problems.addAll(found);
    return found.isEmpty() ? query : List.of();
  }

  /// The only term in a text.
  ///
  /// @param problems gets everything that is wrong with it
  public static Optional<Term> term(
      Source source, ParserSettings settings, List<Diagnostic> problems) {
    List<Expr> query = query(source, settings, problems);
    if (!problems.isEmpty()) {
      return Optional.empty();
    }
    if (query.size() == 1 && query.getFirst().goal() instanceof Expr.Goal.Truth truth) {
      return Optional.of(truth.term());
    }
    Location at = new Location(source.file(), 1, 1, 1);
    problems.add(
        source.error("rego_parse_error", "expected exactly one term", at, "not a single term", ""));
    return Optional.empty();
  }
}
