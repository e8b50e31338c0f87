package io.watchword.ca.keys;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/// SHA-256 names of certificates and keys.
public final class Fingerprints {

  private Fingerprints() {}

  /// Over the DER of `certificate`, lower-case hexadecimal.
  public static String ofCertificate(X509Certificate certificate) {
    try {
      return HexFormat.of().formatHex(sha256(certificate.getEncoded()));
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("a certificate without an encoding", e);
    }
  }

  /// Over the subject public key info of `key`, lower-case hexadecimal.
  public static String ofKey(PublicKey key) {
    return HexFormat.of().formatHex(sha256(key.getEncoded()));
  }

  /// Over `bytes`.
  public static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
