package io.watchword.authz.rego;

import java.util.List;
import java.util.Optional;

/// One parsed policy file, or one policy of a YAML file.
///
/// @param path of its package, without `data`
/// @param annotations of scope package and subpackages; those of rules stand with them
/// @param comments all, in order; for the formatter
public record Module(
    Source source,
    RegoVersion version,
    List<String> path,
    Location packageAt,
    List<Import> imports,
    List<Rule> rules,
    List<Annotations> annotations,
    List<Comment> comments) {

  public Module {
    path = List.copyOf(path);
    imports = List.copyOf(imports);
    rules = List.copyOf(rules);
    annotations = List.copyOf(annotations);
    comments = List.copyOf(comments);
  }

  /// Which language the file is read as.
  public enum RegoVersion {
    V0,
    V1
  }

  /// `import a.b.c as alias`.
  ///
  /// @param path from its root on: `data`, `input`, `rego` or `future`
  public record Import(Term.Ref path, Optional<String> alias, Location at) {}

  /// `# text`.
  ///
  /// @param text without the `#`
  public record Comment(String text, Location at) {}

  /// `data.a.b`, for messages.
  public String packageName() {
    return "data." + String.join(".", path);
  }
}
