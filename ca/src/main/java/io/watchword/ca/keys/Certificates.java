package io.watchword.ca.keys;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/// Certificates and public keys from and to their encodings, as objects of the JDK.
public final class Certificates {

  private Certificates() {}

  /// The certificate in `der`.
  ///
  /// @throws KeysException `ca/certificate-unreadable`
  public static X509Certificate parse(byte[] der) {
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new KeysException(
          "ca/certificate-unreadable", "bytes that are no X.509 certificate: " + e.getMessage(), e);
    }
  }

  /// All certificates in `pem`, in their order.
  ///
  /// @throws KeysException `ca/certificate-unreadable`
  public static List<X509Certificate> parseAll(String pem) {
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
          .stream()
          .map(X509Certificate.class::cast)
          .toList();
    } catch (CertificateException e) {
      throw new KeysException(
          "ca/certificate-unreadable",
          "text that is no X.509 certificate in PEM: " + e.getMessage(),
          e);
    }
  }

  /// `chain` as PEM.
  public static String pem(List<X509Certificate> chain) {
    StringBuilder text = new StringBuilder();
    for (X509Certificate each : chain) {
      try {
        text.append(pem("CERTIFICATE", each.getEncoded()));
      } catch (CertificateEncodingException e) {
        throw new IllegalArgumentException("a certificate without an encoding", e);
      }
    }
    return text.toString();
  }

  /// `der` as PEM under the label `kind`.
  public static String pem(String kind, byte[] der) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n";
  }

  /// The public key in `pem`, a subject public key info, as an object of the JDK.
  ///
  /// @throws KeysException `ca/key-type` where it is neither EC nor RSA
  public static PublicKey publicKey(String pem) {
    String base64 = pem.replaceAll("-----[A-Z ]+-----", "");
    try {
      X509EncodedKeySpec encoded = new X509EncodedKeySpec(Base64.getMimeDecoder().decode(base64));
      String algorithm =
          SubjectPublicKeyInfo.getInstance(encoded.getEncoded())
                  .getAlgorithm()
                  .getAlgorithm()
                  .equals(X9ObjectIdentifiers.id_ecPublicKey)
              ? "EC"
              : "RSA";
      return KeyFactory.getInstance(algorithm).generatePublic(encoded);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new KeysException(
          "ca/key-type", "a public key that cannot be read (expected: EC or RSA)", e);
    }
  }
}
