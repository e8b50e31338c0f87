package io.watchword.ca.csr;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/// Which keys an SVID may be issued for, told from the encoding alone: no arithmetic is done for a
/// key that is not acceptable. Thread-safe: no state.
final class AcceptableKey {
  // [1] RFC 5480 §2.1.1: curves are named. [2] FIPS 186-5 §A.1.1: the exponent is odd and greater
  // than 2^16. [3] A longer modulus or exponent buys nothing and costs every verifier: SPIRE once
  // had a denial of service this way.

  private static final String EC = "1.2.840.10045.2.1";
  private static final String RSA = "1.2.840.113549.1.1.1";

  /// Length of an uncompressed point by curve.
  private static final Map<String, Integer> CURVES =
      Map.of("1.2.840.10045.3.1.7", 65, "1.3.132.0.34", 97);

  private static final Map<String, Integer> OTHER_CURVES =
      Map.of(
          "1.2.840.10045.3.1.1", 192,
          "1.3.132.0.33", 224,
          "1.3.132.0.35", 521);

  private static final int MIN_RSA_BITS = 2048;
  private static final int MAX_RSA_BITS = 4096;
  private static final BigInteger MIN_EXPONENT = BigInteger.valueOf(65_537);
  private static final int MAX_EXPONENT_BITS = 32;

  // The product of the odd primes below 100.
  private static final BigInteger SMALL_PRIMES =
      new BigInteger("1152783981972759212376551073665878035");

  private AcceptableKey() {}

  /// `EC` or `RSA`.
  ///
  /// @throws RefusedCsrException `ca/csr-key-refused`
  static String algorithm(SubjectPublicKeyInfo info) {
    String oid = info.getAlgorithm().getAlgorithm().getId();
    return switch (oid) {
      case EC -> {
        checkCurve(info);
        yield "EC";
      }
      case RSA -> {
        checkRsa(info);
        yield "RSA";
      }
      default -> throw refused("a key of type `" + oid + "` (expected: EC P-256 or P-384, or RSA)");
    };
  }

  private static void checkCurve(SubjectPublicKeyInfo info) {
    ASN1Encodable parameters = info.getAlgorithm().getParameters();
    if (!(parameters instanceof ASN1ObjectIdentifier curve)) {
      throw refused("an EC key whose curve is not named (expected: P-256 or P-384)");
    }
    Integer other = OTHER_CURVES.get(curve.getId());
    if (other != null) {
      throw refused("an EC key of " + other + " bits (expected: P-256 or P-384)");
    }
    Integer length = CURVES.get(curve.getId());
    if (length == null) {
      throw refused("an EC key on curve `" + curve.getId() + "` (expected: P-256 or P-384)");
    }
    byte[] point = info.getPublicKeyData().getOctets();
    if (point.length != length || point[0] != 4) {
      throw refused("an EC key whose point is compressed or cut (expected: uncompressed)");
    }
  }

  private static void checkRsa(SubjectPublicKeyInfo info) {
    RSAPublicKey key = rsa(info);
    int bits = key.getModulus().bitLength();
    if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS || bits % 8 != 0) {
      throw refused(
          "an RSA key of "
              + bits
              + " bits (expected: "
              + MIN_RSA_BITS
              + " to "
              + MAX_RSA_BITS
              + ", whole bytes)");
    }
    BigInteger exponent = key.getPublicExponent();
    if (!exponent.testBit(0)
        || exponent.compareTo(MIN_EXPONENT) < 0
        || exponent.bitLength() > MAX_EXPONENT_BITS) {
      throw refused(
          "an RSA key with exponent "
              + (exponent.bitLength() > 64 ? "of " + exponent.bitLength() + " bits" : exponent)
              + " (expected: odd, 65537 to 2^32)");
    }
    if (!key.getModulus().testBit(0)
        || !key.getModulus().gcd(SMALL_PRIMES).equals(BigInteger.ONE)) {
      throw refused("an RSA key whose modulus has a small factor");
    }
  }

  private static RSAPublicKey rsa(SubjectPublicKeyInfo info) {
    try {
      return RSAPublicKey.getInstance(info.parsePublicKey());
    } catch (IOException | RuntimeException e) {
      throw new RefusedCsrException(
          "ca/csr-key-refused", "the key in the certificate request is no valid key", e);
    }
  }

  private static RefusedCsrException refused(String message) {
    return new RefusedCsrException("ca/csr-key-refused", message);
  }
}
