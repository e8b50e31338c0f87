package io.watchword.authz.builtin.token;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The signature algorithms of tokens (RFC 7518 §3.1, RFC 8037). Stateless.
enum Algorithm {
  RS256(Family.RSA, 256),
  RS384(Family.RSA, 384),
  RS512(Family.RSA, 512),
  PS256(Family.PSS, 256),
  PS384(Family.PSS, 384),
  PS512(Family.PSS, 512),
  ES256(Family.ECDSA, 256),
  ES384(Family.ECDSA, 384),
  ES512(Family.ECDSA, 512),
  HS256(Family.HMAC, 256),
  HS384(Family.HMAC, 384),
  HS512(Family.HMAC, 512),
  EDDSA(Family.EDWARDS, 512);

  private enum Family {
    RSA,
    PSS,
    ECDSA,
    HMAC,
    EDWARDS
  }

  private final Family family;
  private final int bits;

  Algorithm(Family family, int bits) {
    this.family = family;
    this.bits = bits;
  }

  /// By its name in a header, such as `EdDSA`.
  static Optional<Algorithm> named(String name) {
    for (Algorithm algorithm : values()) {
      if (algorithm.headerName().equals(name)) {
        return Optional.of(algorithm);
      }
    }
    return Optional.empty();
  }

  String headerName() {
    return this == EDDSA ? "EdDSA" : name();
  }

  boolean isHmac() {
    return family == Family.HMAC;
  }

  /// Whether a signature holds; a key of another kind verifies nothing.
  ///
  /// @param exactSalt a salt for RSA-PSS must be as long as the hash; else any
  boolean verifies(Key key, byte[] signed, byte[] signature, boolean exactSalt) {
    try {
      return switch (family) {
        case HMAC ->
            key instanceof SecretKeySpec secret
                && MessageDigest.isEqual(mac(secret.getEncoded(), signed), signature);
        case RSA, ECDSA, EDWARDS ->
            key instanceof PublicKey open
                && fits(key)
                && verifies(plain(), open, signed, signature);
        case PSS ->
            key instanceof RSAPublicKey open && verifiesPss(open, signed, signature, exactSalt);
      };
    } catch (GeneralSecurityException notVerified) {
      return false;
    }
  }

  private boolean fits(Key key) {
    return switch (family) {
      case RSA, PSS -> key.getAlgorithm().startsWith("RSA");
      case ECDSA -> key instanceof ECKey;
      case EDWARDS -> key.getAlgorithm().equals("EdDSA") || key.getAlgorithm().equals("Ed25519");
      case HMAC -> key instanceof SecretKeySpec;
    };
  }

  private static boolean verifies(
      Signature verifier, PublicKey key, byte[] signed, byte[] signature)
      throws GeneralSecurityException {
    verifier.initVerify(key);
    verifier.update(signed);
    return verifier.verify(signature);
  }

  private boolean verifiesPss(RSAPublicKey key, byte[] signed, byte[] signature, boolean exactSalt)
      throws GeneralSecurityException {
    if (verifies(pss(bits / 8), key, signed, signature)) {
      return true;
    }
    int salt = exactSalt ? -1 : saltLength(key, signature);
    return salt >= 0 && salt != bits / 8 && verifies(pss(salt), key, signed, signature);
  }

  // RFC 8017 §9.1.2 steps 7 to 10, only far enough to learn the salt's length.
  private int saltLength(RSAPublicKey key, byte[] signature) throws GeneralSecurityException {
    int encodedBits = key.getModulus().bitLength() - 1;
    int length = (encodedBits + 7) / 8;
    int hash = bits / 8;
    if (length < hash + 2 || signature.length != (key.getModulus().bitLength() + 7) / 8) {
      return -1;
    }
    byte[] open =
        new BigInteger(1, signature)
            .modPow(key.getPublicExponent(), key.getModulus())
            .toByteArray();
    byte[] encoded = new byte[length];
    int copied = Math.min(open.length, length);
    System.arraycopy(open, open.length - copied, encoded, length - copied, copied);
    int masked = length - hash - 1;
    MessageDigest digest = MessageDigest.getInstance("SHA-" + bits);
    for (int block = 0; block * hash < masked; block++) {
      digest.update(encoded, masked, hash);
      byte[] mask = digest.digest(new byte[] {0, 0, (byte) (block >> 8), (byte) block});
      for (int i = 0; i < hash && block * hash + i < masked; i++) {
        encoded[block * hash + i] ^= mask[i];
      }
    }
    encoded[0] &= (byte) (0xff >> 8 * length - encodedBits);
    int at = 0;
    while (at < masked && encoded[at] == 0) {
      at++;
    }
    return at < masked && encoded[at] == 1 ? masked - at - 1 : -1;
  }

  /// @throws GeneralSecurityException if the key cannot sign like this
  byte[] sign(Key key, byte[] toSign) throws GeneralSecurityException {
    if (key instanceof SecretKeySpec secret && family == Family.HMAC) {
      return mac(secret.getEncoded(), toSign);
    }
    if (!(key instanceof PrivateKey own) || !fits(key)) {
      throw new GeneralSecurityException(
          "jwsbb.Sign: invalid key type, a private key for " + headerName() + " is required");
    }
    Signature signer = family == Family.PSS ? pss(bits / 8) : plain();
    signer.initSign(own);
    signer.update(toSign);
    return signer.sign();
  }

  private byte[] mac(byte[] secret, byte[] text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA" + bits);
    // An empty key is allowed by HMAC but not by the provider; a zero byte is padded to the same.
    mac.init(new SecretKeySpec(secret.length == 0 ? new byte[1] : secret, mac.getAlgorithm()));
    return mac.doFinal(text);
  }

  private Signature plain() throws GeneralSecurityException {
    String sha = String.format(Locale.ROOT, "SHA%d", bits);
    return Signature.getInstance(
        switch (family) {
          case RSA -> sha + "withRSA";
          case ECDSA -> sha + "withECDSAinP1363Format";
          case EDWARDS -> "Ed25519";
          case HMAC, PSS -> throw new IllegalStateException(name());
        });
  }

  private Signature pss(int salt) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("RSASSA-PSS");
    String sha = "SHA-" + bits;
    signature.setParameter(
        new PSSParameterSpec(
            sha, "MGF1", new MGF1ParameterSpec(sha), salt, PSSParameterSpec.TRAILER_FIELD_BC));
    return signature;
  }
}
