package io.watchword.identity.x509;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Map;
import java.util.Optional;

/// The public key of a certificate, and whether it may be relied on.
///
/// @param key the key
/// @param name for people: `EC P-256`, `RSA 2048`, `Ed25519`
/// @param weakness why it must not be relied on; empty where it may
record SubjectKey(PublicKey key, String name, Optional<String> weakness) {
  // [1] SP 800-57 part 1: 112 bits of strength at least. [2] RFC 5480 §2.1.1: curves are named,
  // never spelt out.

  private static final int MIN_RSA_BITS = 2048;
  private static final int MAX_RSA_BITS = 8192;

  private static final Map<String, String> CURVES =
      Map.of("1.2.840.10045.3.1.7", "P-256", "1.3.132.0.34", "P-384", "1.3.132.0.35", "P-521");

  static SubjectKey read(Der.Element info) {
    Der inside = info.expect(Der.SEQUENCE, "public key").inside();
    Der algorithm = inside.next(Der.SEQUENCE, "algorithm of the public key").inside();
    String oid =
        Der.oid(algorithm.next("algorithm of the public key"), "algorithm of the public key");
    Optional<Der.Element> parameters =
        algorithm.atEnd()
            ? Optional.empty()
            : Optional.of(algorithm.next("parameters of the public key"));
    algorithm.end("algorithm of the public key");
    Der.wholeBits(inside.next("public key"), "public key");
    inside.end("public key");
    return switch (oid) {
      case "1.2.840.113549.1.1.1" -> rsa(decode("RSA", info));
      case "1.2.840.10045.2.1" -> elliptic(info, parameters);
      case "1.3.101.112" -> new SubjectKey(decode("Ed25519", info), "Ed25519", Optional.empty());
      case "1.2.840.10040.4.1" ->
          new SubjectKey(decode("DSA", info), "DSA", Optional.of("DSA keys are not accepted"));
      default -> throw new MalformedCertificateException("public key of unknown algorithm " + oid);
    };
  }

  private static SubjectKey rsa(PublicKey key) {
    int bits = ((RSAPublicKey) key).getModulus().bitLength();
    Optional<String> weakness = Optional.empty();
    if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS || bits % 8 != 0) {
      weakness = Optional.of("RSA key of " + bits + " bits (expected: 2048 to 8192, whole bytes)");
    }
    return new SubjectKey(key, "RSA " + bits, weakness);
  }

  private static SubjectKey elliptic(Der.Element info, Optional<Der.Element> parameters) {
    if (parameters.isEmpty() || parameters.get().tag() != Der.OID) {
      throw new MalformedCertificateException("elliptic curve of the public key is not named");
    }
    String oid = Der.oid(parameters.get(), "elliptic curve");
    String curve = CURVES.get(oid);
    if (curve == null) {
      throw new MalformedCertificateException(
          "elliptic curve " + oid + " (expected: P-256, P-384 or P-521)");
    }
    return new SubjectKey(decode("EC", info), "EC " + curve, Optional.empty());
  }

  private static PublicKey decode(String algorithm, Der.Element info) {
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePublic(new X509EncodedKeySpec(info.encoded()));
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new MalformedCertificateException(algorithm + " public key cannot be read", e);
    }
  }
}
