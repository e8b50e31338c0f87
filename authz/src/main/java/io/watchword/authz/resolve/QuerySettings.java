package io.watchword.authz.resolve;

import io.watchword.authz.rego.Module;
import io.watchword.authz.rego.Source;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where an ad-hoc query is asked.
///
/// @param imports names its text may use
/// @param packagePath whose rules it may name directly, without `data`; empty: none
/// @param prints keep `print` calls; otherwise they are erased
/// @param strict also refuse what is unused, shadowing or deprecated
/// @param source the query's text, for excerpts in errors
public record QuerySettings(
    List<Module.Import> imports,
    List<String> packagePath,
    boolean prints,
    boolean strict,
    Optional<Source> source) {

  /// No imports, no package.
  public static final QuerySettings DEFAULT = new QuerySettings(List.of(), List.of(), false, false);

  public QuerySettings {
    imports = List.copyOf(imports);
    packagePath = List.copyOf(packagePath);
  }

  /// Settings without the query's text.
  public QuerySettings(
      List<Module.Import> imports, List<String> packagePath, boolean prints, boolean strict) {
    this(imports, packagePath, prints, strict, Optional.empty());
  }

  /// The same, with the text of the query.
  public QuerySettings withSource(Source text) {
    return new QuerySettings(imports, packagePath, prints, strict, Optional.of(text));
  }

  /// The query's text by its file's name.
  Map<String, Source> sources() {
    return source.map(text -> Map.of(text.file(), text)).orElse(Map.of());
  }
}
