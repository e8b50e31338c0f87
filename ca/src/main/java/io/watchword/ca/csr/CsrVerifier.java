package io.watchword.ca.csr;

import io.watchword.ca.keys.CryptoModule;
import io.watchword.ca.keys.Fingerprints;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;

/// First step of an issuance: is this a request, is the key acceptable, is its possession proved?
/// Thread-safe: no state.
public final class CsrVerifier {
  private static final int MAX_BYTES = 16 * 1024;
  private static final Set<String> CURVES = Set.of("1.2.840.10045.3.1.7", "1.3.132.0.34");
  private static final int MIN_RSA_BITS = 2048;
  // A longer key buys nothing and costs every verifier: SPIRE once had a denial of service this
  // way.
  private static final int MAX_RSA_BITS = 4096;

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
    SubjectPublicKeyInfo info = csr.getSubjectPublicKeyInfo();
    PublicKey key = key(info);
    checkStrength(key);
    checkCurve(info, key);
    checkPossession(csr, key);
    return new VerifiedCsr(key, info, HexFormat.of().formatHex(Fingerprints.sha256(encoded(info))));
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
    } catch (IOException | RuntimeException e) {
      if (e instanceof RefusedCsrException refused) {
        throw refused;
      }
      throw new RefusedCsrException(
          "ca/csr-malformed", "the certificate request is not PKCS#10", e);
    }
  }

  private static PublicKey key(SubjectPublicKeyInfo info) {
    String oid = info.getAlgorithm().getAlgorithm().getId();
    String algorithm =
        switch (oid) {
          case "1.2.840.10045.2.1" -> "EC";
          case "1.2.840.113549.1.1.1" -> "RSA";
          default ->
              throw new RefusedCsrException(
                  "ca/csr-key-refused",
                  "a key of type `" + oid + "` (expected: EC P-256 or P-384, or RSA)");
        };
    try {
      return KeyFactory.getInstance(algorithm, CryptoModule.provider())
          .generatePublic(new X509EncodedKeySpec(encoded(info)));
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new RefusedCsrException(
          "ca/csr-key-refused", "the key in the certificate request is no valid key", e);
    }
  }

  private static void checkStrength(PublicKey key) {
    if (key instanceof ECPublicKey ec) {
      int bits = ec.getParams().getCurve().getField().getFieldSize();
      if (bits != 256 && bits != 384) {
        throw new RefusedCsrException(
            "ca/csr-key-refused", "an EC key of " + bits + " bits (expected: P-256 or P-384)");
      }
    }
    if (key instanceof RSAPublicKey rsa) {
      int bits = rsa.getModulus().bitLength();
      if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
        throw new RefusedCsrException(
            "ca/csr-key-refused",
            "an RSA key of "
                + bits
                + " bits (expected: "
                + MIN_RSA_BITS
                + " to "
                + MAX_RSA_BITS
                + ")");
      }
    }
  }

  // By name: other curves have keys of the same length, and who verifies knows only these.
  private static void checkCurve(SubjectPublicKeyInfo info, PublicKey key) {
    String curve = String.valueOf(info.getAlgorithm().getParameters());
    if (key instanceof ECPublicKey && !CURVES.contains(curve)) {
      throw new RefusedCsrException(
          "ca/csr-key-refused", "an EC key on curve `" + curve + "` (expected: P-256 or P-384)");
    }
  }

  private static void checkPossession(PKCS10CertificationRequest csr, PublicKey key) {
    boolean valid;
    try {
      valid =
          csr.isSignatureValid(
              new JcaContentVerifierProviderBuilder()
                  .setProvider(CryptoModule.provider())
                  .build(key));
    } catch (OperatorCreationException | PKCSException | RuntimeException e) {
      throw new RefusedCsrException(
          "ca/csr-unproved", "the signature of the certificate request cannot be checked", e);
    }
    if (!valid) {
      throw new RefusedCsrException(
          "ca/csr-unproved", "the certificate request is not signed by the key it holds");
    }
  }

  private static byte[] encoded(SubjectPublicKeyInfo info) {
    try {
      return info.getEncoded();
    } catch (IOException e) {
      throw new RefusedCsrException("ca/csr-malformed", "the key cannot be encoded", e);
    }
  }
}
