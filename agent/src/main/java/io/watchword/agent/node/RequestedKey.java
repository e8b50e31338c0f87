package io.watchword.agent.node;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;

/// A new P-256 key and the PKCS#10 request that proves its possession. The key lives in memory
/// only. Immutable.
public final class RequestedKey {
  // [1] RFC 2986 §4: CertificationRequest; the subject is empty, since the CA sets the SPIFFE ID.
  // The JDK and not ACCP: 0.25 ms more a key and request, but no native library to load at start.

  private static final byte[] ECDSA_WITH_SHA256 = {
    0x30, 0x0a, 0x06, 0x08, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x04, 0x03, 0x02
  };
  private static final byte[] VERSION_AND_NO_SUBJECT = {0x02, 0x01, 0x00, 0x30, 0x00};
  private static final byte[] NO_ATTRIBUTES = {(byte) 0xa0, 0x00};

  private final KeyPair keys;
  private final byte[] csr;

  private RequestedKey(KeyPair keys, byte[] csr) {
    this.keys = keys;
    this.csr = csr;
  }

  /// A key that nobody had before, and its request.
  public static RequestedKey generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair keys = generator.generateKeyPair();
      return new RequestedKey(keys, request(keys));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no P-256", e);
    }
  }

  /// The private key.
  public PrivateKey key() {
    return keys.getPrivate();
  }

  /// The public key.
  public PublicKey publicKey() {
    return keys.getPublic();
  }

  /// PKCS#10 in DER.
  public byte[] csr() {
    return csr.clone();
  }

  private static byte[] request(KeyPair keys) throws GeneralSecurityException {
    byte[] information =
        element(0x30, VERSION_AND_NO_SUBJECT, keys.getPublic().getEncoded(), NO_ATTRIBUTES);
    Signature signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(keys.getPrivate());
    signer.update(information);
    byte[] signature = element(0x03, new byte[] {0}, signer.sign());
    return element(0x30, information, ECDSA_WITH_SHA256, signature);
  }

  private static byte[] element(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    int length = content.size();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (length >= 0x100) {
      out.write(0x82);
      out.write(length >> 8);
    } else if (length >= 0x80) {
      out.write(0x81);
    }
    out.write(length);
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }
}
