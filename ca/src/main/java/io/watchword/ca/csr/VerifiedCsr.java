package io.watchword.ca.csr;

import java.security.PublicKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/// A public key whose holder proved that it has the private half, and which is strong enough. Made
/// by `CsrVerifier` alone.
///
/// Nothing else of a request survives: subject and extensions are what the CA says, not what was
/// asked for.
public final class VerifiedCsr {
  private final PublicKey key;
  private final SubjectPublicKeyInfo info;
  private final String spkiSha256;

  VerifiedCsr(PublicKey key, SubjectPublicKeyInfo info, String spkiSha256) {
    this.key = key;
    this.info = info;
    this.spkiSha256 = spkiSha256;
  }

  /// The key to certify.
  public PublicKey key() {
    return key;
  }

  /// The same, as it stands in a certificate.
  public SubjectPublicKeyInfo info() {
    return info;
  }

  /// Its name: SHA-256 of the subject public key info, lower-case hexadecimal.
  public String spkiSha256() {
    return spkiSha256;
  }
}
