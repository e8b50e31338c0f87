package io.watchword.compliance.oscal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/// Version 5 UUIDs (RFC 9562 §5.5): the same name gives the same UUID, so that the same log gives
/// the same document.
final class StableUuid {

  // Our name space; drawn once, means nothing.
  private static final UUID NAMESPACE = UUID.fromString("6f0c8f4e-2a4f-4c7e-9d0a-5b3f7f1f6a52");

  private final String scope;

  /// @param scope begins each name, so that two reports share no UUID
  StableUuid(String scope) {
    this.scope = scope;
  }

  String of(String... name) {
    byte[] bytes = (scope + '\n' + String.join("\n", name)).getBytes(StandardCharsets.UTF_8);
    ByteBuffer hash = ByteBuffer.wrap(sha1(bytes));
    long high = hash.getLong() & 0xffffffffffff0fffL | 0x5000L;
    long low = hash.getLong() & 0x3fffffffffffffffL | 0x8000000000000000L;
    return new UUID(high, low).toString();
  }

  // The RFC says SHA-1; nothing here is secret or signed by it.
  private static byte[] sha1(byte[] name) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      digest.update(
          ByteBuffer.allocate(16)
              .putLong(NAMESPACE.getMostSignificantBits())
              .putLong(NAMESPACE.getLeastSignificantBits())
              .array());
      return digest.digest(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-1", e);
    }
  }
}
