package io.watchword.identity.bundle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.watchword.identity.json.Base64Url;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;

/// The members of a JWK that say which key it is.
final class PublicKeyJwk {
  // [1] RFC 7518 §6, RFC 8037 §2.

  private PublicKeyJwk() {}

  static ObjectNode print(ObjectNode jwk, PublicKey key) {
    switch (key) {
      case ECPublicKey ec -> printElliptic(jwk, ec);
      case RSAPublicKey rsa ->
          jwk.put("kty", "RSA")
              .put("n", unsigned(rsa.getModulus(), 0))
              .put("e", unsigned(rsa.getPublicExponent(), 0));
      case EdECPublicKey edwards ->
          jwk.put("kty", "OKP")
              .put("crv", "Ed25519")
              .put("x", Base64Url.encode(lastBytes(edwards.getEncoded(), 32)));
      default ->
          throw new InvalidBundleException(
              "key of algorithm `" + key.getAlgorithm() + "` cannot be published");
    }
    return jwk;
  }

  private static void printElliptic(ObjectNode jwk, ECPublicKey key) {
    int bits = key.getParams().getCurve().getField().getFieldSize();
    int bytes = (bits + 7) / 8;
    jwk.put("kty", "EC")
        .put("crv", "P-" + bits)
        .put("x", unsigned(key.getW().getAffineX(), bytes))
        .put("y", unsigned(key.getW().getAffineY(), bytes));
  }

  private static String unsigned(BigInteger value, int width) {
    byte[] bytes = value.toByteArray();
    int length = width > 0 ? width : (value.bitLength() + 7) / 8;
    byte[] padded = new byte[length];
    int taken = Math.min(bytes.length, length);
    System.arraycopy(bytes, bytes.length - taken, padded, length - taken, taken);
    return Base64Url.encode(padded);
  }

  private static byte[] lastBytes(byte[] bytes, int count) {
    return Arrays.copyOfRange(bytes, bytes.length - count, bytes.length);
  }
}
