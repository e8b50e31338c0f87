package io.watchword.bundles.signature;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EllipticCurve;

/// The public key that belongs to a private one: a PKCS#8 file need not hold it, and the JDK does
/// not compute it.
///
/// Not constant time. Run once when a key is loaded, by the process that owns the key, where nobody
/// can time it.
final class PublicPoint {

  private static final BigInteger TWO = BigInteger.TWO;
  private static final BigInteger THREE = BigInteger.valueOf(3);

  private PublicPoint() {}

  static ECPublicKey of(ECPrivateKey key) {
    ECParameterSpec parameters = key.getParams();
    ECPoint point = multiply(key.getS(), parameters.getGenerator(), parameters.getCurve());
    try {
      return (ECPublicKey)
          KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, parameters));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no EC keys", e);
    }
  }

  /// Double and add, SEC 1 §2.2.1.
  private static ECPoint multiply(BigInteger scalar, ECPoint point, EllipticCurve curve) {
    ECPoint sum = ECPoint.POINT_INFINITY;
    for (int bit = scalar.bitLength() - 1; bit >= 0; bit--) {
      sum = add(sum, sum, curve);
      if (scalar.testBit(bit)) sum = add(sum, point, curve);
    }
    return sum;
  }

  private static ECPoint add(ECPoint a, ECPoint b, EllipticCurve curve) {
    if (a.equals(ECPoint.POINT_INFINITY)) return b;
    if (b.equals(ECPoint.POINT_INFINITY)) return a;
    BigInteger p = ((ECFieldFp) curve.getField()).getP();
    BigInteger slope;
    if (!a.getAffineX().equals(b.getAffineX())) {
      slope =
          b.getAffineY()
              .subtract(a.getAffineY())
              .multiply(b.getAffineX().subtract(a.getAffineX()).modInverse(p));
    } else if (a.getAffineY().equals(b.getAffineY()) && a.getAffineY().signum() != 0) {
      slope =
          a.getAffineX()
              .pow(2)
              .multiply(THREE)
              .add(curve.getA())
              .multiply(a.getAffineY().multiply(TWO).modInverse(p));
    } else {
      return ECPoint.POINT_INFINITY;
    }
    BigInteger x = slope.pow(2).subtract(a.getAffineX()).subtract(b.getAffineX()).mod(p);
    BigInteger y = slope.multiply(a.getAffineX().subtract(x)).subtract(a.getAffineY()).mod(p);
    return new ECPoint(x, y);
  }
}
