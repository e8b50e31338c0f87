package io.watchword.ca.keys;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;

/// What kinds of keys the CA makes for itself.
public enum KeyType {
  /// The default.
  EC_P256("SHA256withECDSA", "ec-p256"),
  /// For a root that is to live long.
  EC_P384("SHA384withECDSA", "ec-p384"),
  /// For verifiers that know no elliptic curves.
  RSA_2048("SHA256withRSA", "rsa-2048"),
  /// The same for longer.
  RSA_3072("SHA256withRSA", "rsa-3072"),
  /// The same for a root that is to live long.
  RSA_4096("SHA256withRSA", "rsa-4096");

  private static final int SMALLEST_RSA = 2048;

  private final String signatureAlgorithm;
  private final String label;

  KeyType(String signatureAlgorithm, String label) {
    this.signatureAlgorithm = signatureAlgorithm;
    this.label = label;
  }

  /// JCA name.
  public String signatureAlgorithm() {
    return signatureAlgorithm;
  }

  /// As configuration and records say it.
  public String label() {
    return label;
  }

  /// A new pair, by bc-fips.
  KeyPair newPair() {
    try {
      KeyPairGenerator generator =
          KeyPairGenerator.getInstance(isRsa() ? "RSA" : "EC", CryptoModule.provider());
      switch (this) {
        case EC_P256 ->
            generator.initialize(new ECGenParameterSpec("secp256r1"), CryptoModule.random());
        case EC_P384 ->
            generator.initialize(new ECGenParameterSpec("secp384r1"), CryptoModule.random());
        case RSA_2048 -> generator.initialize(SMALLEST_RSA, CryptoModule.random());
        case RSA_3072 -> generator.initialize(3072, CryptoModule.random());
        case RSA_4096 -> generator.initialize(4096, CryptoModule.random());
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new KeysException("ca/key-generation", "bc-fips cannot make a key", e);
    }
  }

  /// The type of `key`; an RSA key counts as the largest of these that it is not smaller than.
  ///
  /// @throws KeysException `ca/key-type` where it is none of these
  public static KeyType of(PublicKey key) {
    if (key instanceof ECPublicKey ec) {
      int bits = ec.getParams().getCurve().getField().getFieldSize();
      if (bits == 256) {
        return EC_P256;
      }
      if (bits == 384) {
        return EC_P384;
      }
    }
    if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= SMALLEST_RSA) {
      int bits = rsa.getModulus().bitLength();
      return bits >= 4096 ? RSA_4096 : bits >= 3072 ? RSA_3072 : RSA_2048;
    }
    throw new KeysException(
        "ca/key-type",
        "key of type `" + key.getAlgorithm() + "` (expected: EC P-256 or P-384, RSA >= 2048)");
  }

  /// What records call the type of `key`, with its exact size.
  ///
  /// @throws KeysException `ca/key-type` where the CA could not use it
  public static String labelOf(PublicKey key) {
    KeyType type = of(key);
    return key instanceof RSAPublicKey rsa ? "rsa-" + rsa.getModulus().bitLength() : type.label();
  }

  private boolean isRsa() {
    return label.startsWith("rsa");
  }
}
