package io.watchword.identity.bundle;

import io.watchword.identity.id.TrustDomain;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whose JWT-SVIDs one trusts: a bundle per trust domain, never their union. Immutable; any thread.
///
/// @param byTrustDomain each under its own name
public record JwtBundles(Map<TrustDomain, JwtBundle> byTrustDomain) {
  // INVARIANT: no method hands out keys of more than one trust domain (JW-21).

  private static final JwtBundles NONE = new JwtBundles(Map.of());

  /// Checks that each bundle stands under its own name.
  public JwtBundles {
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
  public static JwtBundles none() {
    return NONE;
  }

  /// These bundles, each under its own name.
  public static JwtBundles of(JwtBundle... bundles) {
    return of(List.of(bundles));
  }

  /// These bundles, each under its own name; the last one of a name counts.
  public static JwtBundles of(Collection<JwtBundle> bundles) {
    Map<TrustDomain, JwtBundle> map = new LinkedHashMap<>();
    bundles.forEach(bundle -> map.put(bundle.trustDomain(), bundle));
    return new JwtBundles(map);
  }

  /// The bundle of `domain`, and of no other.
  public Optional<JwtBundle> get(TrustDomain domain) {
    return Optional.ofNullable(byTrustDomain.get(domain));
  }
}
