package io.watchword.identity.jwt;

import com.nimbusds.jose.JWSAlgorithm;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;

/// The signature algorithms that a JWT-SVID may have, and no other (JW-04).
public enum JwtAlgorithm {
  /// RSA PKCS#1 v1.5 with SHA-256.
  RS256(JWSAlgorithm.RS256, 0),
  /// RSA PKCS#1 v1.5 with SHA-384.
  RS384(JWSAlgorithm.RS384, 0),
  /// RSA PKCS#1 v1.5 with SHA-512.
  RS512(JWSAlgorithm.RS512, 0),
  /// ECDSA on P-256 with SHA-256.
  ES256(JWSAlgorithm.ES256, 256),
  /// ECDSA on P-384 with SHA-384.
  ES384(JWSAlgorithm.ES384, 384),
  /// ECDSA on P-521 with SHA-512.
  ES512(JWSAlgorithm.ES512, 521),
  /// RSA PSS with SHA-256.
  PS256(JWSAlgorithm.PS256, 0),
  /// RSA PSS with SHA-384.
  PS384(JWSAlgorithm.PS384, 0),
  /// RSA PSS with SHA-512.
  PS512(JWSAlgorithm.PS512, 0);

  private final JWSAlgorithm jose;
  private final int curveBits;

  JwtAlgorithm(JWSAlgorithm jose, int curveBits) {
    this.jose = jose;
    this.curveBits = curveBits;
  }

  /// The algorithm of that name; names are compared as they are.
  static Optional<JwtAlgorithm> named(String name) {
    for (JwtAlgorithm algorithm : values()) {
      if (algorithm.name().equals(name)) {
        return Optional.of(algorithm);
      }
    }
    return Optional.empty();
  }

  /// Whether signatures of this algorithm can be checked with `key`.
  public boolean fits(PublicKey key) {
    return switch (key) {
      case ECPublicKey ec -> ec.getParams().getCurve().getField().getFieldSize() == curveBits;
      case RSAPublicKey rsa -> curveBits == 0;
      default -> false;
    };
  }

  JWSAlgorithm jose() {
    return jose;
  }
}
