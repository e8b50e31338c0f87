package io.watchword.identity.bundle;

import io.watchword.identity.id.TrustDomain;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whom one trusts: a bundle per trust domain, never their union. Immutable; any thread.
///
/// @param byTrustDomain each under its own name
public record TrustBundles(Map<TrustDomain, X509Bundle> byTrustDomain) {
  // INVARIANT: no method hands out roots of more than one trust domain (X5-32).

  private static final TrustBundles NONE = new TrustBundles(Map.of());

  /// Checks that each bundle stands under its own name.
  public TrustBundles {
    byTrustDomain = Map.copyOf(byTrustDomain);
    byTrustDomain.forEach(
        (domain, bundle) -> {
          if (!domain.equals(bundle.trustDomain())) {
            throw new IllegalArgumentException(
                "bundle of `" + bundle.trustDomain() + "` under the name `" + domain + "`");
          }
        });
  }

  /// Nobody is trusted.
  public static TrustBundles none() {
    return NONE;
  }

  /// These bundles, each under its own name.
  public static TrustBundles of(X509Bundle... bundles) {
    return of(List.of(bundles));
  }

  /// These bundles, each under its own name; the last one of a name counts.
  public static TrustBundles of(Collection<X509Bundle> bundles) {
    Map<TrustDomain, X509Bundle> map = new LinkedHashMap<>();
    bundles.forEach(bundle -> map.put(bundle.trustDomain(), bundle));
    return new TrustBundles(map);
  }

  /// The bundle of `domain`, and of no other.
  public Optional<X509Bundle> get(TrustDomain domain) {
    return Optional.ofNullable(byTrustDomain.get(domain));
  }
}
