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
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;

/// The check of an intermediate that an authority signed for us: what came back is a claim until it
/// passes. Thread-safe.
public final class IntermediateProfile {
  private static final int URI = 6;
  private static final int KEY_CERT_SIGN = 5;

  private final TrustDomain trustDomain;
  private final boolean constrained;

  /// For the signing certificates of `trustDomain`, with or without name constraints.
  public IntermediateProfile(TrustDomain trustDomain) {
    this(trustDomain, false);
  }

  /// @param constrained whether we ask for name constraints
  public IntermediateProfile(TrustDomain trustDomain, boolean constrained) {
    this.trustDomain = trustDomain;
    this.constrained = constrained;
  }

  /// Returns where `chain` is what we asked for.
  ///
  /// @param chain ours first, then those between it and `root`, if any
  /// @throws KeysException `ca/intermediate-refused` naming the rule it breaks
  public void check(List<X509Certificate> chain, X509Certificate root, PublicKey key, Instant now) {
    require(!chain.isEmpty(), "is not there");
    X509Certificate certificate = chain.getFirst();
    require(
        Arrays.equals(certificate.getPublicKey().getEncoded(), key.getEncoded()),
        "certifies a key that is not ours");
    X509Certificate issuer = chain.size() > 1 ? chain.get(1) : root;
    verifySignature(certificate, issuer);
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
    require(
        !constrained || isConstrained(certificate),
        "has lost the name constraints that we asked for (RFC 5280 §4.2.1.10)");
    require(!certificate.getNotAfter().after(issuer.getNotAfter()), "outlives its issuer");
    require(
        !certificate.getNotBefore().toInstant().isAfter(now)
            && certificate.getNotAfter().toInstant().isAfter(now),
        "is not valid now");
    checkAbove(chain, root, now);
  }

  // Those above are not ours to shape, but leaves go out with them.
  private static void checkAbove(List<X509Certificate> chain, X509Certificate root, Instant now) {
    for (int at = 1; at < chain.size(); at++) {
      X509Certificate above = chain.get(at);
      String which = "hangs from `" + above.getSubjectX500Principal().getName() + "`, which ";
      boolean[] usage = above.getKeyUsage();
      require(
          above.getBasicConstraints() >= at && usage != null && usage[KEY_CERT_SIGN],
          which + "may not have " + at + " CA below it (X5-11, X5-15)");
      X509Certificate next = at + 1 < chain.size() ? chain.get(at + 1) : root;
      require(isSignedBy(above, next), which + "is not signed by the one above it");
      require(
          !above.getNotBefore().toInstant().isAfter(now)
              && above.getNotAfter().toInstant().isAfter(now),
          which + "is not valid now");
    }
  }

  private static void verifySignature(X509Certificate certificate, X509Certificate issuer) {
    require(isSignedBy(certificate, issuer), "is not signed by its issuer");
  }

  private static boolean isSignedBy(X509Certificate certificate, X509Certificate issuer) {
    try {
      certificate.verify(issuer.getPublicKey());
      return certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static boolean isCriticalAuthority(X509Certificate certificate) {
    return certificate.getBasicConstraints() >= 0 && isCritical(certificate, "2.5.29.19");
  }

  private boolean isConstrained(X509Certificate certificate) {
    byte[] extension = certificate.getExtensionValue(Extension.nameConstraints.getId());
    return extension != null
        && isCritical(certificate, Extension.nameConstraints.getId())
        && Arrays.equals(
            ASN1OctetString.getInstance(extension).getOctets(),
            SigningCertificates.constraints(trustDomain));
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
