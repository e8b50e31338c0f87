package io.watchword.identity.x509;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// PEM text: blocks of base64 between `-----BEGIN X-----` and `-----END X-----`. What stands
/// between blocks is comment.
public final class Pem {
  // [1] RFC 7468.

  private static final String BEGIN = "-----BEGIN ";
  private static final String DASHES = "-----";

  private Pem() {}

  /// @param label `CERTIFICATE`, `PRIVATE KEY`
  /// @param content the decoded bytes
  public record Block(String label, byte[] content) {}

  /// Whether `bytes` look like PEM rather than DER.
  public static boolean isPem(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1).contains(BEGIN);
  }

  /// All blocks, in order.
  public static List<Block> read(String text) {
    List<Block> blocks = new ArrayList<>();
    int at = text.indexOf(BEGIN);
    while (at >= 0) {
      int labelEnd = text.indexOf(DASHES, at + BEGIN.length());
      String label = labelEnd < 0 ? "" : text.substring(at + BEGIN.length(), labelEnd);
      String closing = "-----END " + label + DASHES;
      int end = labelEnd < 0 ? -1 : text.indexOf(closing, labelEnd);
      if (end < 0) {
        throw new MalformedCertificateException("PEM block `" + label + "` does not end");
      }
      blocks.add(new Block(label, decode(label, text.substring(labelEnd + DASHES.length(), end))));
      at = text.indexOf(BEGIN, end + closing.length());
    }
    return List.copyOf(blocks);
  }

  /// The certificates among the blocks; at least one.
  public static List<StrictX509Certificate> certificates(String text) {
    List<StrictX509Certificate> certificates = new ArrayList<>();
    for (Block block : read(text)) {
      if (block.label().equals("CERTIFICATE")) {
        certificates.add(StrictX509Certificate.parse(block.content()));
      }
    }
    if (certificates.isEmpty()) {
      throw new MalformedCertificateException("no PEM block `CERTIFICATE`");
    }
    return List.copyOf(certificates);
  }

  /// The PKCS#8 bytes of the one private key among the blocks.
  public static byte[] privateKey(String text) {
    List<Block> keys = read(text).stream().filter(b -> b.label().endsWith("PRIVATE KEY")).toList();
    if (keys.size() != 1) {
      throw new MalformedCertificateException(
          keys.size() + " private keys in PEM (expected: one block `PRIVATE KEY`)");
    }
    if (!keys.getFirst().label().equals("PRIVATE KEY")) {
      throw new MalformedCertificateException(
          "private key is `"
              + keys.getFirst().label()
              + "` (expected: PKCS#8, unencrypted; `openssl pkcs8 -topk8 -nocrypt` makes one)");
    }
    return keys.getFirst().content();
  }

  /// One block.
  public static String print(String label, byte[] content) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return BEGIN + label + DASHES + "\n" + body + "\n-----END " + label + DASHES + "\n";
  }

  private static byte[] decode(String label, String body) {
    try {
      return Base64.getDecoder().decode(body.replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      throw new MalformedCertificateException("PEM block `" + label + "` is no base64", e);
    }
  }
}
