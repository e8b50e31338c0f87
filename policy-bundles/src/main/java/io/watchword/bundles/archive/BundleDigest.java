package io.watchword.bundles.archive;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The name of a bundle in logs, reports and ETags: the digest of its bytes. Thread-safe, without
/// state.
public final class BundleDigest {

  private BundleDigest() {}

  /// `sha256:` and the SHA-256, lower-case hexadecimal.
  public static String of(byte[] archive) {
    try {
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(archive));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the JDK has no SHA-256", e);
    }
  }
}
