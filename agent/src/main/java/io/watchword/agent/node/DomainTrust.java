package io.watchword.agent.node;

import io.watchword.identity.bundle.X509Bundle;
import java.security.PublicKey;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Whom members of one trust domain are verified by. Immutable.
///
/// @param x509 roots of X.509-SVIDs
/// @param jwtKeys keys of JWT-SVIDs by key id, in the CA's order
/// @param crls certificates of the trust domain that count no more, a list per issuer
public record DomainTrust(
    X509Bundle x509, Map<String, PublicKey> jwtKeys, List<RevocationList> crls) {

  /// Copies.
  public DomainTrust {
    jwtKeys = Collections.unmodifiableMap(new LinkedHashMap<>(jwtKeys));
    crls = List.copyOf(crls);
  }

  /// Roots alone.
  public static DomainTrust of(X509Bundle x509) {
    return new DomainTrust(x509, Map.of(), List.of());
  }
}
