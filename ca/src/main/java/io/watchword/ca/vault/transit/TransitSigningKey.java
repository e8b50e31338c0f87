package io.watchword.ca.vault.transit;

import io.watchword.ca.keys.Fingerprints;
import io.watchword.ca.keys.KeyCustody;
import io.watchword.ca.keys.KeyType;
import io.watchword.ca.keys.SigningKey;
import java.security.PublicKey;
import java.util.Map;

/// A key in Transit: each signature is asked of Vault. Thread-safe.
final class TransitSigningKey implements SigningKey {
  private final TransitKey key;
  private final SignatureBatches batches;
  private final Map<String, String> where;

  TransitSigningKey(TransitKey key, SignatureBatches batches, Map<String, String> where) {
    this.key = key;
    this.batches = batches;
    this.where = Map.copyOf(where);
  }

  @Override
  public PublicKey publicKey() {
    return key.publicKey();
  }

  @Override
  public String signatureAlgorithm() {
    return key.type().signatureAlgorithm();
  }

  @Override
  public byte[] sign(byte[] message) {
    return batches.sign(TransitDigest.of(key.type()).of(message));
  }

  @Override
  public KeyCustody custody(String purpose) {
    return new KeyCustody(
        purpose,
        TransitKeys.BACKEND,
        KeyType.labelOf(key.publicKey()),
        Fingerprints.ofKey(key.publicKey()),
        where);
  }
}
