package io.watchword.authz.load;

import java.util.Optional;

/// What a policy needs to know of its mesh.
///
/// @param rootNamespace its YAML policies select workloads of all namespaces
/// @param digest of the bundle the files came in; without one it is computed over the files
public record LoadSettings(String rootNamespace, Optional<String> digest) {

  /// As in a mesh that says nothing else.
  public static final LoadSettings DEFAULT = new LoadSettings("istio-system", Optional.empty());

  /// The same for a bundle with this digest.
  public LoadSettings withDigest(String digest) {
    return new LoadSettings(rootNamespace, Optional.of(digest));
  }
}
