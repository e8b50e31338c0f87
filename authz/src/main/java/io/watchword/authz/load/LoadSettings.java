package io.watchword.authz.load;

import io.watchword.authz.compile.CompileSettings;
import java.util.Optional;

/// What a policy needs to know of its mesh, and how it is compiled.
///
/// @param rootNamespace its YAML policies select workloads of all namespaces
/// @param digest of the bundle the files came in; without one it is computed over the files
/// @param compile how its Rego is read and compiled
public record LoadSettings(String rootNamespace, Optional<String> digest, CompileSettings compile) {

  /// As in a mesh that says nothing else.
  public static final LoadSettings DEFAULT = new LoadSettings("istio-system", Optional.empty());

  /// Rego v1 with everything allowed.
  public LoadSettings(String rootNamespace, Optional<String> digest) {
    this(rootNamespace, digest, CompileSettings.DEFAULT);
  }

  /// The same for a bundle with this digest.
  public LoadSettings withDigest(String digest) {
    return new LoadSettings(rootNamespace, Optional.of(digest), compile);
  }

  /// The same, compiled otherwise.
  public LoadSettings with(CompileSettings other) {
    return new LoadSettings(rootNamespace, digest, other);
  }
}
