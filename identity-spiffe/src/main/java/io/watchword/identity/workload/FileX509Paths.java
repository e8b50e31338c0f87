package io.watchword.identity.workload;

import io.watchword.identity.id.TrustDomain;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where identity files lie.
///
/// @param certificates PEM, leaf first
/// @param key PEM, PKCS#8, unencrypted
/// @param ownBundle PEM, SPIFFE bundle JSON or a bundle map, of the leaf's trust domain
/// @param bundles more of them, or instead, by trust domain
/// @param revocationLists PEM or DER, of whatever issuers; often none
public record FileX509Paths(
    Path certificates,
    Path key,
    Optional<Path> ownBundle,
    Map<TrustDomain, Path> bundles,
    List<Path> revocationLists) {

  /// Checks that there is a bundle.
  public FileX509Paths {
    bundles = Map.copyOf(bundles);
    revocationLists = List.copyOf(revocationLists);
    if (ownBundle.isEmpty() && bundles.isEmpty()) {
      throw new IllegalArgumentException("no bundle file (expected: `bundle`)");
    }
  }

  /// With one bundle file.
  public static FileX509Paths of(Path certificates, Path key, Path bundle) {
    return new FileX509Paths(certificates, key, Optional.of(bundle), Map.of(), List.of());
  }

  /// With a bundle file per trust domain.
  public static FileX509Paths of(Path certificates, Path key, Map<TrustDomain, Path> bundles) {
    return new FileX509Paths(certificates, key, Optional.empty(), bundles, List.of());
  }

  /// The same with revocation lists.
  public FileX509Paths withRevocationLists(List<Path> files) {
    return new FileX509Paths(certificates, key, ownBundle, bundles, files);
  }
}
