package io.watchword.ca.keys;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Map;

/// A key in this process's memory. Thread-safe: a `Signature` per call.
public final class EmbeddedSigningKey implements SigningKey {
  /// What its custody calls the back end.
  static final String BACKEND = "embedded";

  private final PrivateKey privateKey;
  private final PublicKey publicKey;
  private final KeyType type;
  private final String backend;
  private final Map<String, String> where;

  EmbeddedSigningKey(
      PrivateKey privateKey, PublicKey publicKey, KeyType type, Map<String, String> where) {
    this(privateKey, publicKey, type, BACKEND, where);
  }

  /// @param privateKey of bc-fips
  /// @param backend whose custody it is in
  /// @param where what that says of it
  public EmbeddedSigningKey(
      PrivateKey privateKey,
      PublicKey publicKey,
      KeyType type,
      String backend,
      Map<String, String> where) {
    this.backend = backend;
    this.privateKey = privateKey;
    this.publicKey = publicKey;
    this.type = type;
    this.where = Map.copyOf(where);
  }

  @Override
  public PublicKey publicKey() {
    return publicKey;
  }

  @Override
  public String signatureAlgorithm() {
    return type.signatureAlgorithm();
  }

  @Override
  public byte[] sign(byte[] message) {
    try {
      Signature signature =
          Signature.getInstance(type.signatureAlgorithm(), CryptoModule.provider());
      signature.initSign(privateKey);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new KeysException("ca/signing-failed", "the embedded key cannot sign", e);
    }
  }

  @Override
  public KeyCustody custody(String purpose) {
    return new KeyCustody(
        purpose, backend, KeyType.labelOf(publicKey), Fingerprints.ofKey(publicKey), where);
  }
}
