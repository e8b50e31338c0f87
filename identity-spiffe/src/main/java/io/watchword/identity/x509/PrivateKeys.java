package io.watchword.identity.x509;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECKey;
import java.security.spec.PKCS8EncodedKeySpec;

/// Private keys as PKCS#8, and whether one belongs to a certificate.
public final class PrivateKeys {

  private static final byte[] PROBE =
      "does this key belong to that certificate?".getBytes(StandardCharsets.US_ASCII);

  private PrivateKeys() {}

  /// Reads an unencrypted PKCS#8 key: EC, RSA or Ed25519.
  public static PrivateKey parse(byte[] pkcs8) {
    Der outer = Der.of(pkcs8);
    Der inside = outer.next(Der.SEQUENCE, "private key").inside();
    outer.end("the private key");
    inside.next(Der.INTEGER, "version of the private key");
    String oid =
        Der.oid(
            inside.next(Der.SEQUENCE, "algorithm of the private key").inside().next("algorithm"),
            "algorithm of the private key");
    String algorithm =
        switch (oid) {
          case "1.2.840.113549.1.1.1" -> "RSA";
          case "1.2.840.10045.2.1" -> "EC";
          case "1.3.101.112" -> "Ed25519";
          default ->
              throw new MalformedCertificateException("private key of unknown algorithm " + oid);
        };
    try {
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new MalformedCertificateException(algorithm + " private key cannot be read", e);
    }
  }

  /// Whether what `key` signs verifies with `publicKey`.
  public static boolean belongTogether(PrivateKey key, PublicKey publicKey) {
    String algorithm =
        key instanceof ECKey
            ? "SHA256withECDSA"
            : key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "Ed25519";
    try {
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(key);
      signer.update(PROBE);
      byte[] signature = signer.sign();
      Signature verifier = Signature.getInstance(algorithm);
      verifier.initVerify(publicKey);
      verifier.update(PROBE);
      return verifier.verify(signature);
    } catch (InvalidKeyException | SignatureException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no " + algorithm, e);
    }
  }
}
