package io.watchword.tests.conformance.spiffe.cases;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A JWT in the making, good by default: a case changes what it is about. Values are JSON texts.
/// Not thread-safe.
final class Token {
  // RFC 7515 §3.1, RFC 7518 §3.

  private final Map<String, String> header = new LinkedHashMap<>();
  private final Map<String, String> claims = new LinkedHashMap<>();

  Token(String algorithm, String keyId, String subject, String audience, Instant expiry) {
    header.put("alg", Jwk.quoted(algorithm));
    header.put("kid", Jwk.quoted(keyId));
    header.put("typ", "\"JWT\"");
    claims.put("sub", Jwk.quoted(subject));
    claims.put("aud", "[" + Jwk.quoted(audience) + "]");
    claims.put("exp", String.valueOf(expiry.getEpochSecond()));
    claims.put("iat", String.valueOf(expiry.getEpochSecond() - 600));
  }

  /// Sets a member of the header; an empty text takes it away.
  Token header(String name, String json) {
    return put(header, name, json);
  }

  /// Sets a claim; an empty text takes it away.
  Token claim(String name, String json) {
    return put(claims, name, json);
  }

  /// Signed as `algorithm` says, whatever the header says.
  String sign(String algorithm, KeyPair keys) {
    String input = input();
    return input + "." + Jwk.base64(signature(algorithm, keys, input));
  }

  /// Signed as the header says.
  String sign(KeyPair keys) {
    return sign(header.getOrDefault("alg", "").replace("\"", ""), keys);
  }

  /// With no signature.
  String unsigned() {
    return input() + ".";
  }

  /// With a MAC whose key is the public key, as a confused verifier would check it.
  String mac(PublicKey key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getEncoded(), "HmacSHA256"));
      return input() + "." + Jwk.base64(mac.doFinal(input().getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private String input() {
    return Jwk.base64(json(header)) + "." + Jwk.base64(json(claims));
  }

  private Token put(Map<String, String> to, String name, String json) {
    if (json.isEmpty()) {
      to.remove(name);
    } else {
      to.put(name, json);
    }
    return this;
  }

  private static String json(Map<String, String> members) {
    return members.entrySet().stream()
        .map(member -> Jwk.quoted(member.getKey()) + ":" + member.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static byte[] signature(String algorithm, KeyPair keys, String input) {
    try {
      Signature signer = signer(algorithm, keys.getPublic());
      signer.initSign(keys.getPrivate());
      signer.update(input.getBytes(StandardCharsets.US_ASCII));
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Signature signer(String algorithm, PublicKey key) throws GeneralSecurityException {
    String bits = algorithm.length() == 5 ? algorithm.substring(2) : "256";
    if (key instanceof ECPublicKey) {
      return Signature.getInstance("SHA" + bits + "withECDSAinP1363Format");
    }
    if (algorithm.startsWith("PS")) {
      Signature pss = Signature.getInstance("RSASSA-PSS");
      String digest = "SHA-" + bits;
      pss.setParameter(
          new PSSParameterSpec(
              digest, "MGF1", new MGF1ParameterSpec(digest), Integer.parseInt(bits) / 8, 1));
      return pss;
    }
    return Signature.getInstance(algorithm.equals("EdDSA") ? "Ed25519" : "SHA" + bits + "withRSA");
  }
}
