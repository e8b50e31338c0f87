package io.watchword.bundles.signature;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import io.watchword.bundles.BundleKeyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;

/// Signs bundles with one ECDSA key (ES256 on P-256, ES384 on P-384). Thread-safe: the key does not
/// change.
public final class BundleSigner {

  private final ECPrivateKey privateKey;
  private final ECPublicKey publicKey;
  private final KeyCurve curve;
  private final String keyId;

  private BundleSigner(ECPrivateKey privateKey, String where) {
    this.privateKey = privateKey;
    this.curve = KeyCurve.of(privateKey, where);
    this.publicKey = PublicPoint.of(privateKey);
    this.keyId = VerificationKeys.keyId(publicKey, curve);
  }

  /// Reads a PKCS#8 PEM file.
  ///
  /// @throws BundleKeyException if there is none or it is no P-256 or P-384 key
  public static BundleSigner fromPemFile(Path file) {
    try {
      return fromPem(Files.readString(file), "`" + file + "`");
    } catch (IOException e) {
      throw new BundleKeyException(
          "bundles/key-unreadable", "cannot read signing key `" + file + "`", e);
    }
  }

  /// Reads PKCS#8 PEM text.
  public static BundleSigner fromPem(String pem) {
    return fromPem(pem, "the signing key");
  }

  private static BundleSigner fromPem(String pem, String where) {
    return new BundleSigner(KeyPem.readPrivate(pem, where), where);
  }

  /// RFC 7638 thumbprint of the public key: `kid` in the signature.
  public String keyId() {
    return keyId;
  }

  /// `ES256` or `ES384`.
  public String algorithm() {
    return curve.algorithm().getName();
  }

  /// The public key as PEM, for those who verify.
  public String publicPem() {
    return KeyPem.print(publicKey);
  }

  /// Signs a payload.
  ///
  /// @return a compact JWS; the same for the same payload
  String sign(String payload) {
    var header =
        new JWSHeader.Builder(curve.algorithm()).type(JOSEObjectType.JWT).keyID(keyId).build();
    var jws = new JWSObject(header, new Payload(payload));
    try {
      var signer = new ECDSASigner(privateKey);
      signer
          .getJCAContext()
          .setSecureRandom(new RepeatableNonce(privateKey.getS(), jws.getSigningInput()));
      jws.sign(signer);
    } catch (JOSEException e) {
      throw new BundleKeyException("bundles/signing-failed", "the bundle could not be signed", e);
    }
    return jws.serialize();
  }
}
