package io.watchword.ca.keys;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;

/// What kinds of keys the CA makes for itself.
public enum KeyType {
  /// The default.
  EC_P256("secp256r1", "SHA256withECDSA", "ec-p256"),
  /// For a root that is to live long.
  EC_P384("secp384r1", "SHA384withECDSA", "ec-p384");

  private final String curve;
  private final String signatureAlgorithm;
  private final String label;

  KeyType(String curve, String signatureAlgorithm, String label) {
    this.curve = curve;
    this.signatureAlgorithm = signatureAlgorithm;
    this.label = label;
  }

  /// Standard name of the curve.
  public String curve() {
    return curve;
  }

  /// JCA name.
  public String signatureAlgorithm() {
    return signatureAlgorithm;
  }

  /// As configuration and records say it.
  public String label() {
    return label;
  }

  /// The type of `key`.
  ///
  /// @throws KeysException where it is none of these
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
    throw new KeysException(
        "ca/key-type", "key of type `" + key.getAlgorithm() + "` (expected: EC P-256 or P-384)");
  }
}
