package io.watchword.authz.builtin.crypto;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.keys.Der;
import io.watchword.authz.value.NullValue;
import io.watchword.authz.value.Value;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// A public key (RFC 5280 §4.1.2.7) as a document.
///
/// @param algorithm Go's number: 1 RSA, 2 DSA, 3 ECDSA, 4 Ed25519, 0 for all others
record PublicKeyInfo(int algorithm, Value document) {

  private static final Map<String, Integer> ALGORITHMS =
      Map.of(
          "1.2.840.113549.1.1.1", 1,
          "1.2.840.10040.4.1", 2,
          "1.2.840.10045.2.1", 3,
          "1.3.101.112", 4,
          "1.3.101.110", 0);

  /// For each signature algorithm by its identifier, Go's number; RSA-PSS apart.
  private static final Map<String, Integer> SIGNATURES =
      Map.ofEntries(
          Map.entry("1.2.840.113549.1.1.4", 2),
          Map.entry("1.2.840.113549.1.1.5", 3),
          Map.entry("1.3.14.3.2.29", 3),
          Map.entry("1.2.840.113549.1.1.11", 4),
          Map.entry("1.2.840.113549.1.1.12", 5),
          Map.entry("1.2.840.113549.1.1.13", 6),
          Map.entry("1.2.840.10040.4.3", 7),
          Map.entry("2.16.840.1.101.3.4.3.2", 8),
          Map.entry("1.2.840.10045.4.1", 9),
          Map.entry("1.2.840.10045.4.3.2", 10),
          Map.entry("1.2.840.10045.4.3.3", 11),
          Map.entry("1.2.840.10045.4.3.4", 12),
          Map.entry("1.3.101.112", 16));

  static PublicKeyInfo of(Der info) {
    List<Der> parts = info.as(Der.SEQUENCE).children();
    List<Der> identifier = parts.get(0).as(Der.SEQUENCE).children();
    String name = identifier.get(0).dotted();
    byte[] key = parts.get(1).bits();
    int algorithm = ALGORITHMS.getOrDefault(name, 0);
    Value document =
        switch (algorithm) {
          case 1 -> rsa(key);
          case 2 -> dsa(identifier, key);
          case 3 -> ecdsa(identifier, key);
          case 4 -> Fields.base64(key);
          default -> name.equals("1.3.101.110") ? new Fields().done() : NullValue.NULL;
        };
    return new PublicKeyInfo(algorithm, document);
  }

  private static Value rsa(byte[] key) {
    List<Der> parts = Der.only(key).as(Der.SEQUENCE).children();
    BigInteger modulus = parts.get(0).integer();
    BigInteger exponent = parts.get(1).integer();
    if (modulus.signum() <= 0) {
      throw new BuiltinFailedException("x509: RSA modulus is not a positive number");
    }
    if (exponent.signum() <= 0) {
      throw new BuiltinFailedException("x509: RSA public exponent is not a positive number");
    }
    return new Fields().with("N", modulus).with("E", exponent).done();
  }

  private static Value dsa(List<Der> identifier, byte[] key) {
    List<Der> parameters = identifier.get(1).as(Der.SEQUENCE).children();
    return new Fields()
        .with("Y", Der.only(key).integer())
        .with("P", parameters.get(0).integer())
        .with("Q", parameters.get(1).integer())
        .with("G", parameters.get(2).integer())
        .done();
  }

  private static Value ecdsa(List<Der> identifier, byte[] key) {
    if (identifier.size() < 2 || identifier.get(1).tag() != Der.OID) {
      throw new BuiltinFailedException("x509: invalid ECDSA parameters");
    }
    EllipticCurve curve =
        EllipticCurve.named(identifier.get(1).dotted())
            .orElseThrow(() -> new BuiltinFailedException("x509: unsupported elliptic curve"));
    int size = curve.bytes();
    if (key.length != 1 + 2 * size || key[0] != 4) {
      throw new BuiltinFailedException("x509: failed to unmarshal elliptic curve point");
    }
    return new Fields()
        .with("Curve", new Fields().done())
        .with("X", new BigInteger(1, Arrays.copyOfRange(key, 1, 1 + size)))
        .with("Y", new BigInteger(1, Arrays.copyOfRange(key, 1 + size, key.length)))
        .done();
  }

  /// Go's number of a signature algorithm.
  static int signature(Der identifier) {
    List<Der> parts = identifier.as(Der.SEQUENCE).children();
    String name = parts.get(0).dotted();
    if (!name.equals("1.2.840.113549.1.1.10") || parts.size() < 2) {
      return SIGNATURES.getOrDefault(name, 0);
    }
    for (Der parameter : parts.get(1).as(Der.SEQUENCE).children()) {
      if (parameter.isContext(0)) {
        return switch (parameter.children().get(0).children().get(0).dotted()) {
          case "2.16.840.1.101.3.4.2.1" -> 13;
          case "2.16.840.1.101.3.4.2.2" -> 14;
          case "2.16.840.1.101.3.4.2.3" -> 15;
          default -> 0;
        };
      }
    }
    return 0;
  }
}
