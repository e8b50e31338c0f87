package io.watchword.tests.kit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// A JWT-SVID in the making, good by default: a test changes what it is about. It is signed by the
/// JDK, so that also tokens come about that no JOSE library would sign. Not thread-safe.
///
///     String token = TestJwt.of("spiffe://example.org/web", "orders").sign(keys, "key-1");
public final class TestJwt {

  private final Map<String, String> header = new LinkedHashMap<>();
  private final Map<String, String> claims = new LinkedHashMap<>();

  private TestJwt() {}

  /// Issued at [FakeClock#START], for five minutes.
  public static TestJwt of(String subject, String audience) {
    return new TestJwt()
        .claim("sub", quoted(subject))
        .claim("aud", "[" + quoted(audience) + "]")
        .claim("exp", seconds(FakeClock.START.plusSeconds(300)))
        .claim("iat", seconds(FakeClock.START));
  }

  /// Sets a member of the header; `json` is written as it is. Without: it is left away.
  public TestJwt header(String name, String... json) {
    set(header, name, json);
    return this;
  }

  /// Sets a claim; `json` is written as it is. Without: it is left away.
  public TestJwt claim(String name, String... json) {
    set(claims, name, json);
    return this;
  }

  /// Sets when it ends.
  public TestJwt expires(Instant at) {
    return claim("exp", seconds(at));
  }

  /// The token, signed by the algorithm that fits the key, with its `kid`.
  public String sign(KeyPair keys, String keyId) {
    return signAs(keys.getPrivate(), fitting(keys), keyId);
  }

  /// The token, signed by that algorithm, with its `kid`; members of the header that were set
  /// before stay.
  public String signAs(PrivateKey key, String algorithm, String keyId) {
    header.putIfAbsent("alg", quoted(algorithm));
    header.putIfAbsent("kid", quoted(keyId));
    header.putIfAbsent("typ", "\"JWT\"");
    header.values().removeIf(String::isEmpty);
    return signed(object(header), object(claims), key, algorithm);
  }

  /// A token of these texts.
  public static String signed(String header, String claims, PrivateKey key, String algorithm) {
    String signedPart = base64(header) + "." + base64(claims);
    return signedPart
        + "."
        + base64(signature(signedPart.getBytes(StandardCharsets.US_ASCII), key, algorithm));
  }

  /// What JOSE calls base64url.
  public static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }

  /// What JOSE calls base64url.
  public static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// A text as JSON; for names without quotes and backslashes.
  public static String quoted(String text) {
    return "\"" + text + "\"";
  }

  private static void set(Map<String, String> members, String name, String... json) {
    members.put(name, json.length == 0 ? "" : json[0]);
  }

  private static String seconds(Instant at) {
    return Long.toString(at.getEpochSecond());
  }

  private static String object(Map<String, String> members) {
    return members.entrySet().stream()
        .filter(member -> !member.getValue().isEmpty())
        .map(member -> quoted(member.getKey()) + ":" + member.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String fitting(KeyPair keys) {
    if (keys.getPublic() instanceof java.security.interfaces.ECPublicKey ec) {
      int bits = ec.getParams().getCurve().getField().getFieldSize();
      return bits == 256 ? "ES256" : bits == 384 ? "ES384" : "ES512";
    }
    return keys.getPublic().getAlgorithm().equals("RSA") ? "RS256" : "EdDSA";
  }

  private static byte[] signature(byte[] signedPart, PrivateKey key, String algorithm) {
    try {
      Signature signature = Signature.getInstance(jdkName(algorithm));
      if (algorithm.startsWith("PS")) {
        String digest = "SHA-" + algorithm.substring(2);
        signature.setParameter(
            new PSSParameterSpec(
                digest,
                "MGF1",
                new MGF1ParameterSpec(digest),
                Integer.parseInt(algorithm.substring(2)) / 8,
                1));
      }
      signature.initSign(key);
      signature.update(signedPart);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("cannot sign with " + algorithm, e);
    }
  }

  private static String jdkName(String algorithm) {
    String digest = "SHA" + algorithm.substring(2);
    return switch (algorithm.substring(0, 2)) {
      case "RS" -> digest + "withRSA";
      case "ES" -> digest + "withECDSAinP1363Format";
      case "PS" -> "RSASSA-PSS";
      default -> "Ed25519";
    };
  }
}
