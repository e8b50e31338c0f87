package io.watchword.authz.workspace;

import io.watchword.authz.compile.CompileSettings;
import io.watchword.authz.rego.Module.RegoVersion;
import io.watchword.authz.rego.Source;
import io.watchword.authz.value.ObjectValue;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What the compiler is given: modules and the base document.
///
/// @param versions of Rego in modules whose bundle says it, by file
public record Workspace(List<Source> modules, ObjectValue data, Map<String, RegoVersion> versions) {
  public Workspace {
    modules = List.copyOf(modules);
    versions = Map.copyOf(versions);
  }

  /// The settings, with the versions that bundles have named.
  public CompileSettings settings(CompileSettings given) {
    if (versions.isEmpty()) {
      return given;
    }
    Map<String, RegoVersion> patterns = new TreeMap<>();
    versions.forEach((file, version) -> patterns.put(pattern(file), version));
    return given.withFileVersions(patterns);
  }

  // A glob that only this file matches.
  private static String pattern(String file) {
    String quoted = file.replaceAll("[\\\\*?\\[\\]{},!-]", "\\\\$0");
    return quoted.startsWith("/") ? quoted : "/" + quoted;
  }
}
