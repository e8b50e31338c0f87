package io.watchword.tests.kit;

import static io.watchword.tests.kit.DerWriter.oid;
import static io.watchword.tests.kit.DerWriter.sequence;

import java.security.PublicKey;
import java.util.Map;

/// Signature algorithms by the JDK's names, also those that must be refused.
final class TestSignature {

  private static final byte[] NULL = {5, 0};

  private static final Map<String, String> OIDS =
      Map.of(
          "MD5withRSA", "1.2.840.113549.1.1.4",
          "SHA1withRSA", "1.2.840.113549.1.1.5",
          "SHA256withRSA", "1.2.840.113549.1.1.11",
          "SHA384withRSA", "1.2.840.113549.1.1.12",
          "SHA1withECDSA", "1.2.840.10045.4.1",
          "SHA256withECDSA", "1.2.840.10045.4.3.2",
          "SHA384withECDSA", "1.2.840.10045.4.3.3",
          "Ed25519", "1.3.101.112",
          "SHA256withDSA", "2.16.840.1.101.3.4.3.2");

  private TestSignature() {}

  static String fitting(PublicKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      case "DSA" -> "SHA256withDSA";
      default -> "Ed25519";
    };
  }

  static byte[] identifier(String algorithm) {
    String oid = OIDS.get(algorithm);
    if (oid == null) {
      throw new IllegalArgumentException("signature algorithm " + algorithm);
    }
    return algorithm.endsWith("RSA") ? sequence(oid(oid), NULL) : sequence(oid(oid));
  }
}
