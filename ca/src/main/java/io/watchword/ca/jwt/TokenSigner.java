package io.watchword.ca.jwt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.watchword.ca.keys.KeyType;
import io.watchword.ca.keys.KeysException;
import io.watchword.ca.keys.SigningKey;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;

/// Claims become a token: JWS, compact serialization. Thread-safe: no state.
final class TokenSigner {
  // [1] RFC 7515 §3.1. [2] RFC 7518 §3.4: an ECDSA signature is R and S, each as wide as the curve,
  // where the JCA gives a sequence of two integers.

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private TokenSigner() {}

  /// `ES256`, `ES384` or `RS256`.
  static String algorithm(SigningKey key) {
    return switch (KeyType.of(key.publicKey())) {
      case EC_P256 -> "ES256";
      case EC_P384 -> "ES384";
      case RSA_2048, RSA_3072, RSA_4096 -> "RS256";
    };
  }

  /// A token under the key of `signer`.
  static String sign(Map<String, Object> claims, JwtKeys.Signer signer) {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("alg", signer.published().algorithm());
    header.put("kid", signer.published().keyId());
    header.put("typ", "JWT");
    String signed = part(header) + "." + part(claims);
    byte[] signature = signer.key().sign(signed.getBytes(StandardCharsets.US_ASCII));
    return signed + "." + BASE64.encodeToString(jose(signature, signer.published().algorithm()));
  }

  private static byte[] jose(byte[] signature, String algorithm) {
    return switch (algorithm) {
      case "ES256" -> plain(signature, 32);
      case "ES384" -> plain(signature, 48);
      default -> signature;
    };
  }

  private static byte[] plain(byte[] der, int width) {
    ASN1Sequence sequence = ASN1Sequence.getInstance(der);
    byte[] both = new byte[2 * width];
    copy(ASN1Integer.getInstance(sequence.getObjectAt(0)).getPositiveValue(), both, width);
    copy(ASN1Integer.getInstance(sequence.getObjectAt(1)).getPositiveValue(), both, 2 * width);
    return both;
  }

  private static void copy(BigInteger number, byte[] into, int end) {
    byte[] bytes = number.toByteArray();
    int from = bytes[0] == 0 ? 1 : 0;
    System.arraycopy(bytes, from, into, end - (bytes.length - from), bytes.length - from);
  }

  private static String part(Map<String, Object> content) {
    try {
      return BASE64.encodeToString(JSON.writeValueAsBytes(content));
    } catch (JsonProcessingException e) {
      throw new KeysException("ca/signing-failed", "a token that has no JSON", e);
    }
  }
}
