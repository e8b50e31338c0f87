package io.watchword.authz.builtin.crypto;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.keys.Base64Text;
import io.watchword.authz.builtin.keys.Der;
import io.watchword.authz.builtin.keys.PemBlock;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// Certificates and requests as policies carry them: PEM, or DER in base64, or PEM in base64.
/// Stateless.
final class CertificateTexts {

  private static final String BEGIN = "-----BEGIN";
  private static final int LONGEST = 8 << 20;
  private static final int MOST = 1000;

  private CertificateTexts() {}

  static List<Certificate> certificates(String text) {
    checkLength(text);
    if (text.startsWith(BEGIN)) {
      return Certificate.all(pem(text));
    }
    byte[] decoded = Base64Text.decode(text);
    String inner = new String(decoded, StandardCharsets.ISO_8859_1);
    return Certificate.all(inner.startsWith(BEGIN) ? pem(inner) : decoded);
  }

  private static void checkLength(String text) {
    if (text.length() > LONGEST) {
      throw new BuiltinFailedException("longer than " + LONGEST + " characters");
    }
  }

  private static byte[] pem(String text) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (PemBlock block : PemBlock.all(text, MOST)) {
      if (!block.type().equals("CERTIFICATE")) {
        throw new BuiltinFailedException(
            "PEM block type is '" + block.type() + "', expected CERTIFICATE");
      }
      all.writeBytes(block.content());
    }
    return all.toByteArray();
  }

  /// The DER of a request.
  static byte[] request(String text) {
    checkLength(text);
    byte[] bytes =
        text.startsWith("-----BEGIN CERTIFICATE REQUEST-----")
            ? text.getBytes(StandardCharsets.UTF_8)
            : Base64Text.decode(text);
    Optional<PemBlock> block = PemBlock.first(new String(bytes, StandardCharsets.ISO_8859_1));
    if (block.isPresent() && !block.get().type().equals("CERTIFICATE REQUEST")) {
      throw new BuiltinFailedException("invalid PEM-encoded certificate signing request");
    }
    byte[] der = block.map(PemBlock::content).orElse(bytes);
    checkIsSequence(der);
    return der;
  }

  // OPA's own words for what is no DER at all.
  private static void checkIsSequence(byte[] der) {
    if (der.length == 0) {
      throw new BuiltinFailedException("asn1: syntax error: sequence truncated");
    }
    if (der[0] != Der.SEQUENCE) {
      int tag = der[0] & 0xff;
      throw new BuiltinFailedException(
          ("asn1: structure error: tags don't match (16 vs {class:%d tag:%d length:%d"
               + " isCompound:%b}) {optional:false explicit:false application:false private:false"
               + " defaultValue:<nil> tag:<nil> stringType:0 timeType:0 set:false omitEmpty:false}"
               + " certificateRequest @2")
              .formatted(tag >> 6, tag & 0x1f, der.length > 1 ? der[1] : 0, (tag & 0x20) != 0));
    }
  }
}
