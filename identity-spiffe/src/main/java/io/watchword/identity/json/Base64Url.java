package io.watchword.identity.json;

import java.util.Base64;

/// Base64 for URLs as JOSE has it: without padding, and each sequence of bytes in one spelling
/// only.
public final class Base64Url {
  // [1] RFC 7515 §2. The JDK's decoder also takes padding, and bits at the end that no byte uses: a
  // token would have several
  //     spellings, and whoever denies a token by its text would miss the others.

  private Base64Url() {}

  /// The bytes that `text` spells.
  ///
  /// @throws MalformedJsonException where it spells none, or not as JOSE does
  public static byte[] decode(String text) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new MalformedJsonException("no Base64url", e);
    }
    if (!encode(bytes).equals(text)) {
      throw new MalformedJsonException(
          "no Base64url in its one spelling (no padding, unused bits 0)");
    }
    return bytes;
  }

  /// How JOSE spells `bytes`.
  public static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
