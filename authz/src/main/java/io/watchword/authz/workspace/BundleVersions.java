package io.watchword.authz.workspace;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.glob.Glob;
import io.watchword.authz.engine.Budget;
import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.rego.Module.RegoVersion;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.ValueJson;
import io.watchword.bundles.RefusedBundleException;
import io.watchword.bundles.archive.Manifest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Which version of Rego the modules of one bundle are written in, as far as its manifest says it.
///
/// @param whole of all modules; empty where the manifest is silent
/// @param files of some of them, by glob over `/path/in/bundle.rego`
record BundleVersions(Optional<RegoVersion> whole, Map<String, RegoVersion> files) {

  /// No manifest.
  static final BundleVersions NONE = new BundleVersions(Optional.empty(), Map.of());

  private static final StringValue REGO_VERSION = new StringValue("rego_version");

  BundleVersions {
    files = Map.copyOf(files);
  }

  /// Reads `.manifest`.
  ///
  /// @throws RefusedBundleException if it is not a manifest
  static BundleVersions of(byte[] json) {
    Manifest manifest = Manifest.parse(json);
    boolean says =
        ValueJson.parse(new String(json, StandardCharsets.UTF_8)) instanceof ObjectValue fields
            && fields.get(REGO_VERSION) != null;
    Map<String, RegoVersion> files = new TreeMap<>();
    manifest.fileRegoVersions().forEach((pattern, number) -> files.put(pattern, version(number)));
    return new BundleVersions(
        says ? Optional.of(version(manifest.regoVersion())) : Optional.empty(), files);
  }

  /// The version of a module.
  ///
  /// @param path within the bundle, without a `/` in front
  Optional<RegoVersion> of(String path) {
    return files.entrySet().stream()
        .filter(entry -> matches(entry.getKey(), "/" + path))
        .map(Map.Entry::getValue)
        .findFirst()
        .or(this::whole);
  }

  private static boolean matches(String pattern, String path) {
    try {
      return Glob.compile(pattern, "/")
          .matches(EvaluationContext.empty(Budget.fuel(Budget.DEFAULT_FUEL)), path);
    } catch (BuiltinFailedException e) {
      throw new RefusedBundleException(
          "bundles/manifest",
          "`file_rego_versions` in `.manifest`: `" + pattern + "` is no glob: " + e.getMessage(),
          e);
    }
  }

  private static RegoVersion version(int number) {
    return number == 0 ? RegoVersion.V0 : RegoVersion.V1;
  }
}
