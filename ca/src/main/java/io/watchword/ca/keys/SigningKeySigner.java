package io.watchword.ca.keys;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;

/// A `SigningKey` as bcpkix's builders want it. One use, one thread.
public final class SigningKeySigner implements ContentSigner {
  private final SigningKey key;
  private final AlgorithmIdentifier algorithm;
  private final ByteArrayOutputStream message = new ByteArrayOutputStream(1024);

  /// Signs with `key`.
  public SigningKeySigner(SigningKey key) {
    this.key = key;
    this.algorithm = new DefaultSignatureAlgorithmIdentifierFinder().find(key.signatureAlgorithm());
  }

  @Override
  public AlgorithmIdentifier getAlgorithmIdentifier() {
    return algorithm;
  }

  @Override
  public OutputStream getOutputStream() {
    return message;
  }

  @Override
  public byte[] getSignature() {
    return key.sign(message.toByteArray());
  }
}
