package io.watchword.tests.conformance.spiffe.produced;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;

/// Whether a token is signed by a key of a JWK set, checked with the JDK. RFC 7518 §3, §6.
public final class TokenSignature {

  private TokenSignature() {}

  /// What is wrong; empty if the token is signed by the key of `keys` that it names.
  public static String problem(String token, JsonNode keys) {
    String id = TokenChecks.json(token, 0).path("kid").asText();
    for (JsonNode key : keys.path("keys")) {
      if (key.path("kid").asText().equals(id)) {
        try {
          return isSigned(token, key) ? "" : "signature does not hold under key `" + id + "`";
        } catch (GeneralSecurityException | IllegalArgumentException e) {
          return "key `" + id + "` cannot be used: " + e.getMessage();
        }
      }
    }
    return "the bundle has no key `" + id + "`";
  }

  private static boolean isSigned(String token, JsonNode jwk) throws GeneralSecurityException {
    String algorithm = TokenChecks.json(token, 0).path("alg").asText();
    int dot = token.lastIndexOf('.');
    String bits = algorithm.substring(2);
    Signature verifier;
    if (algorithm.startsWith("ES")) {
      verifier = Signature.getInstance("SHA" + bits + "withECDSAinP1363Format");
    } else if (algorithm.startsWith("PS")) {
      verifier = Signature.getInstance("RSASSA-PSS");
      verifier.setParameter(
          new PSSParameterSpec(
              "SHA-" + bits,
              "MGF1",
              new MGF1ParameterSpec("SHA-" + bits),
              Integer.parseInt(bits) / 8,
              1));
    } else {
      verifier = Signature.getInstance("SHA" + bits + "withRSA");
    }
    verifier.initVerify(key(jwk));
    verifier.update(token.substring(0, dot).getBytes(StandardCharsets.US_ASCII));
    return verifier.verify(Base64.getUrlDecoder().decode(token.substring(dot + 1)));
  }

  private static PublicKey key(JsonNode jwk) throws GeneralSecurityException {
    if (jwk.path("kty").asText().equals("RSA")) {
      return KeyFactory.getInstance("RSA")
          .generatePublic(new RSAPublicKeySpec(number(jwk, "n"), number(jwk, "e")));
    }
    AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
    String name = jwk.path("crv").asText();
    curve.init(new ECGenParameterSpec("secp" + name.substring(name.indexOf('-') + 1) + "r1"));
    return KeyFactory.getInstance("EC")
        .generatePublic(
            new ECPublicKeySpec(
                new ECPoint(number(jwk, "x"), number(jwk, "y")),
                curve.getParameterSpec(ECParameterSpec.class)));
  }

  private static BigInteger number(JsonNode jwk, String member) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(jwk.path(member).asText()));
  }
}
