package io.watchword.ca.authority;

import io.watchword.ca.keys.UpstreamRoot;
import java.util.List;
import java.util.Optional;

/// What the mesh trusts and what signs, at one moment. Immutable.
///
/// @param sequence of the bundle; grows with every change of `roots` and of `jwtKeys`
/// @param roots the bundle, in the order they were added
/// @param retired roots that once were in it and are no more
/// @param active SHA-256 of the root that our intermediate hangs from; empty before the first start
///   is through
/// @param jwtKeys what verifies JWT-SVIDs, in the order they were added
/// @param activeJwt id of the one of `jwtKeys` that signs; empty before there is one
public record TrustState(
    long sequence,
    List<UpstreamRoot> roots,
    List<UpstreamRoot> retired,
    String active,
    List<JwtKey> jwtKeys,
    String activeJwt) {

  /// Copies the lists.
  public TrustState {
    roots = List.copyOf(roots);
    retired = List.copyOf(retired);
    jwtKeys = List.copyOf(jwtKeys);
  }

  static TrustState none() {
    return new TrustState(0, List.of(), List.of(), "", List.of(), "");
  }

  /// The root of the bundle with `sha256`.
  public Optional<UpstreamRoot> trusted(String sha256) {
    return roots.stream().filter(root -> root.sha256().equals(sha256)).findFirst();
  }

  /// The root with `sha256`, also one that is no longer trusted.
  public Optional<UpstreamRoot> known(String sha256) {
    return trusted(sha256)
        .or(() -> retired.stream().filter(root -> root.sha256().equals(sha256)).findFirst());
  }

  /// The root that our intermediate hangs from.
  public Optional<UpstreamRoot> activeRoot() {
    return trusted(active);
  }

  /// The JWT key called `keyId`.
  public Optional<JwtKey> jwtKey(String keyId) {
    return jwtKeys.stream().filter(key -> key.keyId().equals(keyId)).findFirst();
  }

  /// The JWT key that signs.
  public Optional<JwtKey> activeJwtKey() {
    return jwtKey(activeJwt);
  }
}
