package io.watchword.bundles.signature;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// ECDSA's random number, derived from key and message as RFC 6979 §3 does it, so that the same
/// policies give the same bundle, byte for byte, on every authz and after every restart.
/// HMAC-SHA-512 over the message and a counter, keyed with the private key; every further call
/// gives further bytes, never the same ones again. Used by one thread for one signature.
final class RepeatableNonce extends SecureRandom {

  private static final long serialVersionUID = 1;

  private final transient Mac mac;
  private final byte[] message;
  private int counter;

  RepeatableNonce(BigInteger privateKey, byte[] message) {
    try {
      mac = Mac.getInstance("HmacSHA512");
      mac.init(new SecretKeySpec(privateKey.toByteArray(), "HmacSHA512"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no HMAC-SHA-512", e);
    }
    this.message = message.clone();
  }

  @Override
  public void nextBytes(byte[] bytes) {
    int filled = 0;
    while (filled < bytes.length) {
      mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, counter++).array());
      byte[] block = mac.doFinal(message);
      int count = Math.min(block.length, bytes.length - filled);
      System.arraycopy(block, 0, bytes, filled, count);
      Arrays.fill(block, (byte) 0);
      filled += count;
    }
  }
}
