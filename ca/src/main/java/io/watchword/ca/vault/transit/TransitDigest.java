package io.watchword.ca.vault.transit;

import io.watchword.ca.keys.KeyType;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The digest that goes to Transit in place of a message.
enum TransitDigest {
  SHA_256("SHA-256", "sha2-256"),
  SHA_384("SHA-384", "sha2-384");

  private final String name;
  private final String vaultName;

  TransitDigest(String name, String vaultName) {
    this.name = name;
    this.vaultName = vaultName;
  }

  /// The one that signatures with keys of `type` are made over.
  static TransitDigest of(KeyType type) {
    return switch (type) {
      case EC_P256, RSA_2048, RSA_3072, RSA_4096 -> SHA_256;
      case EC_P384 -> SHA_384;
    };
  }

  String vaultName() {
    return vaultName;
  }

  byte[] of(byte[] message) {
    try {
      return MessageDigest.getInstance(name).digest(message);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no " + name, e);
    }
  }
}
