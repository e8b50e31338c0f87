package io.watchword.ca.csr;

import io.watchword.ca.keys.Fingerprints;
import io.watchword.ca.keys.Verification;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/// First step of an issuance: is this a request, is the key acceptable, is its possession proved?
/// Thread-safe: no state.
///
/// In this order, cheapest first: a request that costs nothing to make must cost little to refuse.
public final class CsrVerifier {
  private static final int MAX_BYTES = 16 * 1024;

  private static final Map<String, String> SIGNATURES =
      Map.of(
          "1.2.840.10045.4.3.2", "SHA256withECDSA",
          "1.2.840.10045.4.3.3", "SHA384withECDSA",
          "1.2.840.10045.4.3.4", "SHA512withECDSA",
          "1.2.840.113549.1.1.11", "SHA256withRSA",
          "1.2.840.113549.1.1.12", "SHA384withRSA",
          "1.2.840.113549.1.1.13", "SHA512withRSA");

  private final Verification verification;

  /// Has keys read and signatures checked by `verification`.
  public CsrVerifier(Verification verification) {
    this.verification = verification;
  }

  /// The key of `request`.
  ///
  /// @throws RefusedCsrException saying what is wrong with it
  public VerifiedCsr verify(CertificateRequest request) {
    byte[] der = request.der();
    if (der.length > MAX_BYTES) {
      throw new RefusedCsrException(
          "ca/csr-malformed",
          "a certificate request of "
              + der.length
              + " bytes (expected: at most "
              + MAX_BYTES
              + ")");
    }
    PKCS10CertificationRequest csr = parse(der);
    try {
      return verify(csr);
    } catch (IllegalStateException | IllegalArgumentException | ClassCastException e) {
      // The reader looks at parts of a request only when they are asked for.
      throw new RefusedCsrException(
          "ca/csr-malformed", "the certificate request is not PKCS#10", e);
    }
  }

  private VerifiedCsr verify(PKCS10CertificationRequest csr) {
    SubjectPublicKeyInfo info = csr.getSubjectPublicKeyInfo();
    byte[] encoded = encoded(info);
    PublicKey key = key(AcceptableKey.algorithm(info), encoded);
    checkPossession(csr, key);
    return new VerifiedCsr(key, info, HexFormat.of().formatHex(Fingerprints.sha256(encoded)));
  }

  private static PKCS10CertificationRequest parse(byte[] der) {
    try {
      PKCS10CertificationRequest csr = new PKCS10CertificationRequest(der);
      // The reader forgives what follows the request, and encodings that are not DER; we do not.
      if (!Arrays.equals(csr.getEncoded(), der)) {
        throw new RefusedCsrException(
            "ca/csr-malformed", "the certificate request is not DER, or something follows it");
      }
      return csr;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      if (e instanceof RefusedCsrException refused) {
        throw refused;
      }
      throw new RefusedCsrException(
          "ca/csr-malformed", "the certificate request is not PKCS#10", e);
    }
  }

  private PublicKey key(String algorithm, byte[] info) {
    try {
      return verification.read(algorithm, info);
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new RefusedCsrException(
          "ca/csr-key-refused", "the key in the certificate request is no valid key", e);
    }
  }

  private void checkPossession(PKCS10CertificationRequest csr, PublicKey key) {
    String algorithm = signatureAlgorithm(csr.getSignatureAlgorithm());
    boolean valid;
    try {
      byte[] signed = csr.toASN1Structure().getCertificationRequestInfo().getEncoded("DER");
      valid = verification.verify(algorithm, Optional.empty(), key, signed, csr.getSignature());
    } catch (GeneralSecurityException | IOException | RuntimeException e) {
      throw new RefusedCsrException(
          "ca/csr-unproved", "the signature of the certificate request cannot be checked", e);
    }
    if (!valid) {
      throw new RefusedCsrException(
          "ca/csr-unproved", "the certificate request is not signed by the key it holds");
    }
  }

  private static String signatureAlgorithm(AlgorithmIdentifier identifier) {
    String oid = identifier.getAlgorithm().getId();
    String name = SIGNATURES.get(oid);
    ASN1Encodable parameters = identifier.getParameters();
    if (name == null || parameters != null && !DERNull.INSTANCE.equals(parameters)) {
      throw new RefusedCsrException(
          "ca/csr-unproved",
          "the certificate request is signed by algorithm `"
              + oid
              + "` (expected: ECDSA or RSA PKCS#1 v1.5 with SHA-256, SHA-384 or SHA-512)");
    }
    return name;
  }

  private static byte[] encoded(SubjectPublicKeyInfo info) {
    try {
      return info.getEncoded();
    } catch (IOException e) {
      throw new RefusedCsrException("ca/csr-malformed", "the key cannot be encoded", e);
    }
  }
}
