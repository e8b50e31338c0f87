package io.watchword.identity.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import io.watchword.identity.json.Base64Url;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One key for JWT-SVIDs as an element of a JWK set.
final class JwtKeyJwk {
  // [1] JWT-SVID §5: `use` is `jwt-svid`, `kid` is there. [2] RFC 7518 §6.2, §6.3: coordinates have
  // the full width of the curve.

  private static final int MIN_RSA_BITS = 2048;
  private static final int MAX_RSA_BITS = 8192;
  private static final Map<String, Curve> CURVES =
      Map.of("P-256", Curve.P_256, "P-384", Curve.P_384, "P-521", Curve.P_521);

  private JwtKeyJwk() {}

  /// Whether a JWT-SVID can be signed with the other half of `key`.
  static boolean isUsable(PublicKey key) {
    return switch (key) {
      case ECPublicKey ec -> isUsable(Curve.forECParameterSpec(ec.getParams()));
      case RSAPublicKey rsa -> isUsable(rsa.getModulus().bitLength());
      default -> false;
    };
  }

  /// The key of `jwk`; empty where it is of a kind that no JWT-SVID is signed with.
  ///
  /// @throws IllegalArgumentException where it is of such a kind, and broken
  static Optional<PublicKey> read(JsonNode jwk) {
    return switch (jwk.path("kty").asText()) {
      case "EC" -> elliptic(jwk);
      case "RSA" -> rsa(jwk);
      default -> Optional.empty();
    };
  }

  static ObjectNode print(ObjectNode jwk, String keyId, PublicKey key) {
    return PublicKeyJwk.print(jwk, key).put("use", "jwt-svid").put("kid", keyId);
  }

  private static Optional<PublicKey> elliptic(JsonNode jwk) {
    Curve curve = CURVES.get(jwk.path("crv").asText());
    if (curve == null) {
      return Optional.empty();
    }
    int width = (curve.toECParameterSpec().getCurve().getField().getFieldSize() + 7) / 8;
    try {
      // The builder refuses points that are not on the curve.
      return Optional.of(
          new ECKey.Builder(curve, number(jwk, "x", width), number(jwk, "y", width))
              .build()
              .toECPublicKey());
    } catch (JOSEException | IllegalStateException | IllegalArgumentException e) {
      throw new IllegalArgumentException("elliptic curve key cannot be read: " + e.getMessage(), e);
    }
  }

  private static Optional<PublicKey> rsa(JsonNode jwk) {
    try {
      RSAPublicKey key =
          new RSAKey.Builder(number(jwk, "n", 0), number(jwk, "e", 0)).build().toRSAPublicKey();
      return isUsable(key.getModulus().bitLength()) ? Optional.of(key) : Optional.empty();
    } catch (JOSEException | IllegalStateException | IllegalArgumentException e) {
      throw new IllegalArgumentException("RSA key cannot be read: " + e.getMessage(), e);
    }
  }

  private static boolean isUsable(@Nullable Curve curve) {
    return curve != null && CURVES.containsValue(curve);
  }

  private static boolean isUsable(int bits) {
    return bits >= MIN_RSA_BITS && bits <= MAX_RSA_BITS;
  }

  private static Base64URL number(JsonNode jwk, String name, int width) {
    if (!jwk.path(name).isTextual()) {
      throw new IllegalArgumentException("`" + name + "` is no text");
    }
    byte[] bytes = Base64Url.decode(jwk.path(name).asText());
    if (bytes.length == 0 || width > 0 && bytes.length != width) {
      throw new IllegalArgumentException(
          "`"
              + name
              + "` has "
              + bytes.length
              + " bytes"
              + (width > 0 ? " (expected: " + width + ")" : ""));
    }
    return Base64URL.encode(bytes);
  }
}
