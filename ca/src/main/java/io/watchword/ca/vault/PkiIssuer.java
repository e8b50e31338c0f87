package io.watchword.ca.vault;

import io.watchword.ca.keys.Fingerprints;
import io.watchword.ca.keys.UpstreamRoot;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;

/// An issuer as the mount lists it. Immutable.
///
/// @param name empty where it has none
/// @param keyId empty where Vault does not hold its key
record PkiIssuer(
    String id,
    String name,
    String keyId,
    X509Certificate certificate,
    boolean isDefault,
    boolean isRevoked) {

  /// Whether Vault could sign with it, and nothing is above it.
  boolean isUsableRoot() {
    return !keyId.isEmpty() && !isRevoked && isRoot();
  }

  boolean isRoot() {
    if (!certificate.getIssuerX500Principal().equals(certificate.getSubjectX500Principal())
        || certificate.getBasicConstraints() < 0) {
      return false;
    }
    try {
      certificate.verify(certificate.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  boolean isCalled(String reference) {
    return id.equals(reference) || name.equals(reference);
  }

  String sha256() {
    return Fingerprints.ofCertificate(certificate);
  }

  UpstreamRoot asRoot() {
    return new UpstreamRoot(name.isEmpty() ? id : name, certificate);
  }
}
