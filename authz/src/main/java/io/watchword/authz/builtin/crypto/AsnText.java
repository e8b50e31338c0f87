package io.watchword.authz.builtin.crypto;

import io.watchword.authz.builtin.keys.Der;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The string types of ASN.1. Stateless.
final class AsnText {

  private AsnText() {}

  /// The text of an element; empty if it is no string.
  static Optional<String> of(Der element) {
    Charset charset =
        switch (element.tag()) {
          case Der.UTF8 -> StandardCharsets.UTF_8;
          case 0x12, 0x13, 0x16 -> StandardCharsets.US_ASCII;
          case 0x14 -> StandardCharsets.ISO_8859_1;
          case 0x1e -> StandardCharsets.UTF_16BE;
          default -> null;
        };
    return charset == null ? Optional.empty() : Optional.of(new String(element.content(), charset));
  }

  /// The text of an implicitly tagged IA5String.
  static String ia5(Der element) {
    return new String(element.content(), StandardCharsets.US_ASCII);
  }
}
