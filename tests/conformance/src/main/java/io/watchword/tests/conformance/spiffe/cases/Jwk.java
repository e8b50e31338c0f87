package io.watchword.tests.conformance.spiffe.cases;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/// Elements of JWK sets, written as text so that any of them can be wrong.
final class Jwk {
  // RFC 7517, RFC 7518 §6, RFC 8037 §2.

  private Jwk() {}

  /// A root of X.509-SVIDs.
  static String x509(PublicKey key, byte[]... certificates) {
    List<String> chain = new ArrayList<>();
    for (byte[] certificate : certificates) {
      chain.add(quoted(Base64.getEncoder().encodeToString(certificate)));
    }
    return object(
        parameters(key), member("use", "x509-svid"), "\"x5c\":[" + String.join(",", chain) + "]");
  }

  /// A key of JWT-SVIDs.
  static String jwt(PublicKey key, String id) {
    return object(parameters(key), member("use", "jwt-svid"), member("kid", id));
  }

  /// `kty` and the key itself.
  static String parameters(PublicKey key) {
    return switch (key) {
      case ECPublicKey ec -> {
        int bits = ec.getParams().getCurve().getField().getFieldSize();
        int bytes = (bits + 7) / 8;
        yield String.join(
            ",",
            member("kty", "EC"),
            member("crv", "P-" + bits),
            member("x", base64(unsigned(ec.getW().getAffineX(), bytes))),
            member("y", base64(unsigned(ec.getW().getAffineY(), bytes))));
      }
      case RSAPublicKey rsa -> {
        int bytes = (rsa.getModulus().bitLength() + 7) / 8;
        yield String.join(
            ",",
            member("kty", "RSA"),
            member("n", base64(unsigned(rsa.getModulus(), bytes))),
            member("e", base64(rsa.getPublicExponent().toByteArray())));
      }
      default -> {
        byte[] encoded = key.getEncoded();
        byte[] last = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        yield String.join(
            ",", member("kty", "OKP"), member("crv", "Ed25519"), member("x", base64(last)));
      }
    };
  }

  static String object(String... members) {
    return "{" + String.join(",", members) + "}";
  }

  static String member(String name, String value) {
    return quoted(name) + ":" + quoted(value);
  }

  static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  /// A document of these elements, with a sequence and a refresh hint.
  static String set(String... elements) {
    return "{\"keys\":["
        + String.join(",", elements)
        + "],\"spiffe_sequence\":1,\"spiffe_refresh_hint\":300}";
  }

  static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] unsigned(BigInteger value, int width) {
    byte[] bytes = value.toByteArray();
    byte[] padded = new byte[width];
    int taken = Math.min(bytes.length, width);
    System.arraycopy(bytes, bytes.length - taken, padded, width - taken, taken);
    return padded;
  }
}
