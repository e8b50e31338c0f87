package io.watchword.authz.early.rego;

import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Source;
import java.util.List;
import java.util.Optional;

/// One parsed policy file, or one policy of a YAML file.
///
/// @param path of its package without `data`
public record Module(
    Source source,
    List<String> path,
    Location packageAt,
    List<Import> imports,
    List<Rule> rules,
    Optional<Scope> scope) {

  public Module {
    path = List.copyOf(path);
    imports = List.copyOf(imports);
    rules = List.copyOf(rules);
  }

  /// `import a.b.c as alias`.
  ///
  /// @param path with its root, `data` or `input`
  /// @param alias the name it is used by
  public record Import(List<String> path, String alias, Location at) {
    public Import {
      path = List.copyOf(path);
    }
  }

  /// `data.a.b`, for messages.
  public String packageName() {
    return "data." + String.join(".", path);
  }
}
