package io.watchword.ca.keys;

import io.watchword.identity.id.TrustDomain;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/// The check of an intermediate that an authority signed for us: what came back is a claim until it
/// passes. Thread-safe.
public final class IntermediateProfile {
  private static final int URI = 6;
  private static final int KEY_CERT_SIGN = 5;

  private final TrustDomain trustDomain;

  /// For the signing certificates of `trustDomain`.
  public IntermediateProfile(TrustDomain trustDomain) {
    this.trustDomain = trustDomain;
  }

  /// Returns where `certificate` is what we asked for.
  ///
  /// @throws KeysException `ca/intermediate-refused` naming the rule it breaks
  public void check(X509Certificate certificate, X509Certificate root, PublicKey key, Instant now) {
    require(
        Arrays.equals(certificate.getPublicKey().getEncoded(), key.getEncoded()),
        "certifies a key that is not ours");
    verifySignature(certificate, root);
    require(isCriticalAuthority(certificate), "is no critical CA certificate (X5-11)");
    require(certificate.getBasicConstraints() == 0, "has a path length other than 0");
    boolean[] usage = certificate.getKeyUsage();
    require(
        usage != null && usage[KEY_CERT_SIGN] && isCritical(certificate, "2.5.29.15"),
        "has no critical key usage with keyCertSign (X5-15 to X5-17)");
    require(
        uris(certificate).equals(List.of(trustDomain.id().toString())),
        "names "
            + uris(certificate)
            + " (expected: `"
            + trustDomain.id()
            + "` alone, X5-06 to X5-08)");
    require(!certificate.getNotAfter().after(root.getNotAfter()), "outlives its root");
    require(
        !certificate.getNotBefore().toInstant().isAfter(now)
            && certificate.getNotAfter().toInstant().isAfter(now),
        "is not valid now");
  }

  private static void verifySignature(X509Certificate certificate, X509Certificate root) {
    try {
      certificate.verify(root.getPublicKey());
    } catch (GeneralSecurityException e) {
      throw refused("is not signed by its root", e);
    }
    require(
        certificate.getIssuerX500Principal().equals(root.getSubjectX500Principal()),
        "names another issuer than its root");
  }

  private static boolean isCriticalAuthority(X509Certificate certificate) {
    return certificate.getBasicConstraints() >= 0 && isCritical(certificate, "2.5.29.19");
  }

  private static boolean isCritical(X509Certificate certificate, String oid) {
    return Objects.requireNonNullElse(certificate.getCriticalExtensionOIDs(), List.of())
        .contains(oid);
  }

  private static List<String> uris(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null
          ? List.of()
          : names.stream()
              .filter(name -> Integer.valueOf(URI).equals(name.get(0)))
              .map(name -> String.valueOf(name.get(1)))
              .toList();
    } catch (CertificateParsingException e) {
      throw refused("has subject alternative names that cannot be read", e);
    }
  }

  private static void require(boolean holds, String fault) {
    if (!holds) {
      throw new KeysException("ca/intermediate-refused", "the intermediate signed for us " + fault);
    }
  }

  private static KeysException refused(String fault, Exception cause) {
    return new KeysException(
        "ca/intermediate-refused", "the intermediate signed for us " + fault, cause);
  }
}
