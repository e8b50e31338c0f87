package io.watchword.authz.builtin.crypto;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.util.Optional;

/// A curve of NIST, and the one operation on it that the platform does not offer. Stateless.
enum EllipticCurve {
  P256("P-256", "secp256r1", "1.2.840.10045.3.1.7", 32),
  P384("P-384", "secp384r1", "1.3.132.0.34", 48),
  P521("P-521", "secp521r1", "1.3.132.0.35", 66);

  private final String webName;
  private final String platformName;
  private final String oid;
  private final int bytes;

  EllipticCurve(String webName, String platformName, String oid, int bytes) {
    this.webName = webName;
    this.platformName = platformName;
    this.oid = oid;
    this.bytes = bytes;
  }

  static Optional<EllipticCurve> named(String oid) {
    for (EllipticCurve curve : values()) {
      if (curve.oid.equals(oid)) {
        return Optional.of(curve);
      }
    }
    return Optional.empty();
  }

  String webName() {
    return webName;
  }

  int bytes() {
    return bytes;
  }

  /// The public point of a private key. Not in constant time: the policy holds the key in clear.
  ECPoint publicPoint(BigInteger secret) throws GeneralSecurityException {
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec(platformName));
    ECParameterSpec spec = parameters.getParameterSpec(ECParameterSpec.class);
    if (secret.signum() <= 0 || secret.compareTo(spec.getOrder()) >= 0) {
      throw new GeneralSecurityException("x509: invalid elliptic curve private key value");
    }
    BigInteger prime = ((ECFieldFp) spec.getCurve().getField()).getP();
    ECPoint sum = ECPoint.POINT_INFINITY;
    for (int bit = secret.bitLength() - 1; bit >= 0; bit--) {
      sum = add(sum, sum, spec.getCurve().getA(), prime);
      if (secret.testBit(bit)) {
        sum = add(sum, spec.getGenerator(), spec.getCurve().getA(), prime);
      }
    }
    return sum;
  }

  private static ECPoint add(ECPoint one, ECPoint other, BigInteger a, BigInteger prime) {
    if (one.equals(ECPoint.POINT_INFINITY)) {
      return other;
    }
    if (other.equals(ECPoint.POINT_INFINITY)) {
      return one;
    }
    BigInteger x = one.getAffineX();
    BigInteger y = one.getAffineY();
    BigInteger slope;
    if (one.equals(other)) {
      slope = x.multiply(x).multiply(BigInteger.valueOf(3)).add(a);
      slope = slope.multiply(y.shiftLeft(1).modInverse(prime));
    } else if (x.equals(other.getAffineX())) {
      return ECPoint.POINT_INFINITY;
    } else {
      slope = other.getAffineY().subtract(y);
      slope = slope.multiply(other.getAffineX().subtract(x).modInverse(prime));
    }
    slope = slope.mod(prime);
    BigInteger newX = slope.multiply(slope).subtract(x).subtract(other.getAffineX()).mod(prime);
    return new ECPoint(newX, slope.multiply(x.subtract(newX)).subtract(y).mod(prime));
  }
}
