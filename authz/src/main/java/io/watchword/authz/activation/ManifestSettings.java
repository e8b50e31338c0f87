package io.watchword.authz.activation;

import io.watchword.authz.compile.CompileSettings;
import io.watchword.authz.load.LoadSettings;
import io.watchword.authz.rego.Module.RegoVersion;
import io.watchword.bundles.archive.Manifest;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a bundle's manifest says about the mesh that its policies are for. It travels with them,
/// under their signature: an enforcer that had its own idea of the root namespace would apply
/// policies meant for all workloads to none. Stateless.
public final class ManifestSettings {

  /// Key in the manifest's `metadata`.
  static final String ROOT_NAMESPACE = "watchword.root-namespace";

  private ManifestSettings() {}

  /// A manifest that carries the settings.
  public static Manifest manifest(String revision, LoadSettings settings) {
    Manifest plain = Manifest.of(revision);
    return new Manifest(
        plain.revision(),
        plain.roots(),
        plain.regoVersion(),
        Map.of(ROOT_NAMESPACE, settings.rootNamespace()));
  }

  /// The settings that a manifest carries.
  ///
  /// @param otherwise counts where the manifest says nothing, as in bundles made by other tools
  /// @throws IllegalArgumentException where what it says is unusable
  public static LoadSettings settings(Manifest manifest, LoadSettings otherwise) {
    String given = manifest.metadata().get(ROOT_NAMESPACE);
    if (given != null && given.isBlank()) {
      throw new IllegalArgumentException(
          "`" + ROOT_NAMESPACE + "` in the manifest is empty (expected: a namespace)");
    }
    CompileSettings compile = versions(manifest, otherwise.compile());
    return given == null
        ? otherwise.with(compile)
        : new LoadSettings(given, Optional.empty(), compile);
  }

  /// The versions of Rego that a manifest names. What may be called stays as it was: a manifest
  /// must not lift what a deployment forbids.
  static CompileSettings versions(Manifest manifest, CompileSettings settings) {
    CompileSettings whole =
        manifest.regoVersion() == 0
            ? settings.withVersion(RegoVersion.V0).withCapabilities(settings.capabilities().forV0())
            : settings;
    Map<String, RegoVersion> files = new TreeMap<>();
    manifest
        .fileRegoVersions()
        .forEach(
            (pattern, version) ->
                files.put(pattern, version == 0 ? RegoVersion.V0 : RegoVersion.V1));
    return files.isEmpty() ? whole : whole.withFileVersions(files);
  }
}
