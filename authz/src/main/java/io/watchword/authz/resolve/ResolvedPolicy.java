package io.watchword.authz.resolve;

import io.watchword.authz.rego.Module;
import io.watchword.authz.rego.Source;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All modules of a policy with names, order and safety settled. Made by [Resolver] only.
///
/// In it
/// - references to rules and imports are complete from `data` on; `input` stays;
/// - local variables have names of their own within the policy (`__local7__`), `_` is `$…`;
/// - a call stands only as a [io.watchword.authz.rego.Expr.Goal.Truth], or as the right side of a
///   [io.watchword.authz.rego.Expr.Goal.Unify] whose left side is its result;
/// - operands of calls, references and `with` are constants, variables and references without
///   nested references; `some` and `:=` are gone; bodies stand in an order that binds before use.
public final class ResolvedPolicy {

  private final List<Module> modules;
  private final List<Definition> definitions;
  private final Map<String, String> writtenNames;
  private final Map<String, Source> sources;

  ResolvedPolicy(
      List<Module> modules,
      List<Definition> definitions,
      Map<String, String> writtenNames,
      Map<String, Source> sources) {
    this.modules = List.copyOf(modules);
    this.definitions = List.copyOf(definitions);
    this.writtenNames = Map.copyOf(writtenNames);
    this.sources = Map.copyOf(sources);
  }

  /// As they were parsed, in order of their files.
  public List<Module> modules() {
    return modules;
  }

  /// In order of files, then of text.
  public List<Definition> definitions() {
    return definitions;
  }

  /// Generated variable to the name in the text. One without an entry was made by the compiler.
  public Map<String, String> writtenNames() {
    return writtenNames;
  }

  /// The text of `file`.
  public Optional<Source> source(String file) {
    return Optional.ofNullable(sources.get(file));
  }
}
