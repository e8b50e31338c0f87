package io.watchword.compliance.report;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/// SHA-256 in the two forms that reports write it.
public final class Sha256 {

  private Sha256() {}

  /// Lower-case hexadecimal.
  public static String hex(byte[] content) {
    return HexFormat.of().formatHex(of(content));
  }

  /// Base64, as a content security policy wants it.
  static String base64(byte[] content) {
    return Base64.getEncoder().encodeToString(of(content));
  }

  private static byte[] of(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }
}
