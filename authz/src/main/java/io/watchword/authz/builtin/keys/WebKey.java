package io.watchword.authz.builtin.keys;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;

/// A key to verify or to sign with, and what its owner said about it.
///
/// @param algorithm empty where it is good for any
/// @param id empty where it has none
public record WebKey(String algorithm, String id, Key key) {

  private static final int LONGEST = 1 << 20;
  private static final int MOST = 1000;
  private static final byte[] ED25519_PUBLIC = HexFormat.of().parseHex("302a300506032b6570032100");
  private static final byte[] ED25519_PRIVATE =
      HexFormat.of().parseHex("302e020100300506032b657004220420");

  /// A key for any algorithm.
  public static WebKey plain(Key key) {
    return new WebKey("", "", key);
  }

  /// The keys of a JSON web key, or of a set of them.
  ///
  /// @throws GeneralSecurityException saying what is wrong
  public static List<WebKey> parse(String json) throws GeneralSecurityException {
    if (json.length() > LONGEST) {
      throw new GeneralSecurityException("longer than " + LONGEST + " characters");
    }
    try {
      Map<String, Object> object = JSONObjectUtils.parse(json);
      if (!object.containsKey("keys")) {
        return List.of(of(JWK.parse(object)));
      }
      Map<String, Object>[] each = JSONObjectUtils.getJSONObjectArray(object, "keys");
      if (each == null || each.length > MOST) {
        throw new GeneralSecurityException("`keys` (expected: up to " + MOST + " keys)");
      }
      List<WebKey> keys = new ArrayList<>();
      for (Map<String, Object> one : each) {
        keys.add(of(JWK.parse(one)));
      }
      return keys;
    } catch (ParseException | JOSEException | RuntimeException malformed) {
      throw new GeneralSecurityException(malformed.getMessage(), malformed);
    }
  }

  private static WebKey of(JWK jwk) throws JOSEException, GeneralSecurityException {
    String algorithm = jwk.getAlgorithm() == null ? "" : jwk.getAlgorithm().getName();
    String id = jwk.getKeyID() == null ? "" : jwk.getKeyID();
    return new WebKey(algorithm, id, key(jwk));
  }

  private static Key key(JWK jwk) throws JOSEException, GeneralSecurityException {
    return switch (jwk) {
      case OctetSequenceKey secret -> new SecretKeySpec(secret.toByteArray(), "HMAC");
      case OctetKeyPair pair -> edwards(pair);
      case AsymmetricJWK pair -> jwk.isPrivate() ? pair.toPrivateKey() : pair.toPublicKey();
      default -> throw new GeneralSecurityException("unsupported kty `" + jwk.getKeyType() + "`");
    };
  }

  private static Key edwards(OctetKeyPair pair) throws GeneralSecurityException {
    if (!pair.getCurve().getName().equals("Ed25519")) {
      throw new GeneralSecurityException("unsupported curve `" + pair.getCurve() + "`");
    }
    KeyFactory factory = KeyFactory.getInstance("Ed25519");
    if (pair.isPrivate()) {
      byte[] seed = joined(ED25519_PRIVATE, pair.getDecodedD());
      return factory.generatePrivate(new PKCS8EncodedKeySpec(seed));
    }
    return factory.generatePublic(
        new X509EncodedKeySpec(joined(ED25519_PUBLIC, pair.getDecodedX())));
  }

  private static byte[] joined(byte[] prefix, byte[] key) throws GeneralSecurityException {
    if (key.length != 32) {
      throw new GeneralSecurityException("invalid ed25519 key size " + key.length);
    }
    byte[] whole = new byte[prefix.length + key.length];
    System.arraycopy(prefix, 0, whole, 0, prefix.length);
    System.arraycopy(key, 0, whole, prefix.length, key.length);
    return whole;
  }
}
