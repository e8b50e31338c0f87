package io.watchword.ca.vault.pki;

import io.watchword.ca.keys.Fingerprints;
import io.watchword.ca.keys.UpstreamRoot;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// An issuer as the mount lists it. Immutable.
///
/// @param name empty where it has none
/// @param keyId empty where Vault does not hold its key
/// @param chain itself first, then those above it that the mount knows
record PkiIssuer(
    String id,
    String name,
    String keyId,
    List<X509Certificate> chain,
    boolean isDefault,
    boolean isRevoked) {
  private static final int KEY_CERT_SIGN = 5;

  PkiIssuer {
    chain = List.copyOf(chain);
  }

  X509Certificate certificate() {
    return chain.getFirst();
  }

  /// Whether Vault can sign with it, and we know what it hangs from.
  boolean isUsable() {
    return !keyId.isEmpty() && !isRevoked && isAuthority() && isSelfSigned(chain.getLast());
  }

  /// Whether nothing is above it.
  boolean isRoot() {
    return isSelfSigned(certificate());
  }

  /// Itself and those between it and the root: what goes out with what it signed.
  List<X509Certificate> belowTheRoot() {
    return chain.subList(0, chain.size() - 1);
  }

  boolean isCalled(String reference) {
    return id.equals(reference) || name.equals(reference);
  }

  /// Whether this is the root with `sha256`, and not only below it.
  boolean isTheRoot(String sha256) {
    return isRoot() && Fingerprints.ofCertificate(certificate()).equals(sha256);
  }

  /// Its root, by its name.
  UpstreamRoot asRoot() {
    return new UpstreamRoot(name.isEmpty() ? id : name, chain.getLast());
  }

  Optional<String> key() {
    return keyId.isEmpty() ? Optional.empty() : Optional.of(keyId);
  }

  private boolean isAuthority() {
    boolean[] usage = certificate().getKeyUsage();
    return certificate().getBasicConstraints() >= 0 && usage != null && usage[KEY_CERT_SIGN];
  }

  private static boolean isSelfSigned(X509Certificate certificate) {
    if (!certificate.getIssuerX500Principal().equals(certificate.getSubjectX500Principal())) {
      return false;
    }
    try {
      certificate.verify(certificate.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
