package io.watchword.bundles.signature;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import io.watchword.bundles.BundleKeyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPublicKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/// The public keys whose signatures count, by their RFC 7638 thumbprints. Thread-safe: immutable.
public final class VerificationKeys {

  record Key(String id, ECPublicKey publicKey, KeyCurve curve) {}

  private final SequencedMap<String, Key> keys;

  private VerificationKeys(SequencedMap<String, Key> keys) {
    this.keys = keys;
  }

  /// Reads PEM files, each with one or more public keys.
  ///
  /// @throws BundleKeyException naming the file that is missing or is no key; also if there is no
  ///   file at all, since then every bundle would be refused
  public static VerificationKeys fromPemFiles(List<Path> files) {
    var texts = new LinkedHashMap<String, String>();
    for (Path file : files) {
      try {
        texts.put("`" + file + "`", Files.readString(file));
      } catch (IOException e) {
        throw new BundleKeyException(
            "bundles/key-unreadable", "cannot read verification key `" + file + "`", e);
      }
    }
    return fromTexts(texts);
  }

  /// Reads PEM texts.
  public static VerificationKeys fromPem(String... pems) {
    var texts = new LinkedHashMap<String, String>();
    for (String pem : pems) texts.put("verification key " + (texts.size() + 1), pem);
    return fromTexts(texts);
  }

  private static VerificationKeys fromTexts(Map<String, String> texts) {
    var keys = new LinkedHashMap<String, Key>();
    texts.forEach(
        (where, pem) -> {
          for (ECPublicKey publicKey : KeyPem.readPublic(pem, where)) {
            KeyCurve curve = KeyCurve.of(publicKey, where);
            String id = keyId(publicKey, curve);
            keys.put(id, new Key(id, publicKey, curve));
          }
        });
    if (keys.isEmpty()) {
      throw new BundleKeyException(
          "bundles/no-keys", "no verification key given (expected: at least one)");
    }
    return new VerificationKeys(keys);
  }

  /// Ids of all keys.
  public Set<String> ids() {
    return Set.copyOf(keys.keySet());
  }

  Optional<Key> byId(String id) {
    return Optional.ofNullable(keys.get(id));
  }

  List<Key> all() {
    return new ArrayList<>(keys.values());
  }

  static String keyId(ECPublicKey key, KeyCurve curve) {
    try {
      return new ECKey.Builder(curve.curve(), key).build().computeThumbprint().toString();
    } catch (JOSEException e) {
      throw new IllegalStateException("no SHA-256", e);
    }
  }
}
