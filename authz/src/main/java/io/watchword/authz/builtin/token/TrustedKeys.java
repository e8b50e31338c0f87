package io.watchword.authz.builtin.token;

import io.watchword.authz.builtin.BoundedCache;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.keys.PemBlock;
import io.watchword.authz.builtin.keys.WebKey;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.interfaces.RSAKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import java.util.Optional;

/// The keys a policy trusts: of a PEM certificate, a PEM public key, or JSON web keys. Immutable.
///
/// @param size of the text they were read from
record TrustedKeys(List<WebKey> keys, int size) {

  // A check with a longer key takes a millisecond and more.
  private static final int LONGEST_RSA = 16_384;
  private static final BoundedCache<String, TrustedKeys> KNOWN =
      new BoundedCache<>(1 << 20, k -> k.size() + 64L);

  static TrustedKeys of(String text) {
    TrustedKeys known = KNOWN.get(text);
    if (known == null) {
      known = read(text);
      KNOWN.put(text, known);
    }
    return known;
  }

  private static TrustedKeys read(String text) {
    Optional<PemBlock> block = PemBlock.first(text);
    List<WebKey> keys = block.isPresent() ? List.of(pem(block.get())) : web(text);
    for (WebKey key : keys) {
      if (key.key() instanceof RSAKey rsa && isTooLong(rsa.getModulus())) {
        throw new BuiltinFailedException("RSA key is longer than " + LONGEST_RSA + " bits");
      }
    }
    return new TrustedKeys(keys, text.length());
  }

  private static boolean isTooLong(BigInteger modulus) {
    return modulus.bitLength() > LONGEST_RSA;
  }

  private static WebKey pem(PemBlock block) {
    if (!block.rest().isEmpty()) {
      throw new BuiltinFailedException("extra data after a PEM certificate block");
    }
    return switch (block.type()) {
      case "CERTIFICATE" -> WebKey.plain(certificateKey(block.content()));
      case "PUBLIC KEY" -> WebKey.plain(publicKey(block.content()));
      default ->
          throw new BuiltinFailedException("failed to extract a Key from the PEM certificate");
    };
  }

  private static Key certificateKey(byte[] der) {
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificate(new ByteArrayInputStream(der))
          .getPublicKey();
    } catch (GeneralSecurityException | RuntimeException malformed) {
      throw new BuiltinFailedException(
          "failed to parse a PEM certificate: " + malformed.getMessage());
    }
  }

  private static Key publicKey(byte[] der) {
    for (String kind : List.of("RSA", "EC", "Ed25519")) {
      try {
        return KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(der));
      } catch (GeneralSecurityException | RuntimeException anotherKind) {
        // The next one may be it.
      }
    }
    throw new BuiltinFailedException(
        "failed to parse a PEM public key: x509: unknown public key algorithm");
  }

  private static List<WebKey> web(String text) {
    if (text.isBlank()) {
      throw new BuiltinFailedException(
          "failed to parse a JWK key (set): jwk.ParseString: failed to parse string: jwk.Parse:"
              + " failed to parse sole key: jwk.ParseKey: jwk.Parse: failed to probe data: probe:"
              + " failed to unmarshal data: EOF");
    }
    try {
      return WebKey.parse(text).stream()
          .filter(key -> key.algorithm().isEmpty() || Algorithm.named(key.algorithm()).isPresent())
          .toList();
    } catch (GeneralSecurityException malformed) {
      throw new BuiltinFailedException(
          "failed to parse a JWK key (set): " + malformed.getMessage());
    }
  }

  /// Whether one of the keys verifies. The key that the token names decides alone where it is
  /// known.
  ///
  /// @param algorithm that the caller or the token asks for
  /// @param named the `alg` that keys with an algorithm of their own must be for
  boolean verify(Algorithm algorithm, String named, String keyId, Token token, boolean exactSalt) {
    byte[] signed = token.signed();
    byte[] signature = token.decodedSignature();
    if (!keyId.isEmpty()) {
      for (WebKey key : keys) {
        if (key.id().equals(keyId)) {
          return algorithm.verifies(key.key(), signed, signature, exactSalt);
        }
      }
    }
    for (WebKey key : keys) {
      boolean candidate = key.algorithm().isEmpty() || key.algorithm().equals(named);
      if (candidate && algorithm.verifies(key.key(), signed, signature, exactSalt)) {
        return true;
      }
    }
    return false;
  }
}
