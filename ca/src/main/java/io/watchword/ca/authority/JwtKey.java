package io.watchword.ca.authority;

import io.watchword.ca.keys.KeysException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;

/// A key that verifies JWT-SVIDs of the trust domain, as the mesh knows it.
///
/// @param keyId `kid` of the tokens
/// @param info its subject public key info, DER, Base64
/// @param algorithm `ES256`, `ES384` or `RS256`
/// @param notAfter no token under it lives longer
public record JwtKey(String keyId, String info, String algorithm, Instant notAfter) {

  /// Of a public key.
  public static JwtKey of(String keyId, PublicKey key, String algorithm, Instant notAfter) {
    return new JwtKey(
        keyId, Base64.getEncoder().encodeToString(key.getEncoded()), algorithm, notAfter);
  }

  /// Its subject public key info, DER.
  public byte[] der() {
    return Base64.getDecoder().decode(info);
  }

  /// As the JDK knows it.
  public PublicKey publicKey() {
    try {
      return KeyFactory.getInstance(algorithm.startsWith("ES") ? "EC" : "RSA")
          .generatePublic(new X509EncodedKeySpec(der()));
    } catch (GeneralSecurityException e) {
      throw new KeysException("ca/key-type", "JWT key `" + keyId + "` cannot be read", e);
    }
  }

  /// Whether nothing it signed can be valid any more.
  public boolean isOver(Instant now) {
    return now.isAfter(notAfter);
  }
}
