package io.watchword.authz.resolve;

import io.watchword.authz.rego.Module;
import java.util.List;

/// Where an ad-hoc query is asked.
///
/// @param imports names its text may use
/// @param packagePath whose rules it may name directly, without `data`; empty: none
/// @param prints keep `print` calls; otherwise they are erased
/// @param strict also refuse what is unused, shadowing or deprecated
public record QuerySettings(
    List<Module.Import> imports, List<String> packagePath, boolean prints, boolean strict) {

  /// No imports, no package.
  public static final QuerySettings DEFAULT = new QuerySettings(List.of(), List.of(), false, false);

  public QuerySettings {
    imports = List.copyOf(imports);
    packagePath = List.copyOf(packagePath);
  }
}
