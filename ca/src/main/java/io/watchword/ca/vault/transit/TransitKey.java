package io.watchword.ca.vault.transit;

import com.fasterxml.jackson.databind.JsonNode;
import io.watchword.ca.keys.Certificates;
import io.watchword.ca.keys.KeyType;
import io.watchword.ca.keys.KeysException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;

/// A version of a key as Transit tells of it. Immutable.
///
/// @param name in Vault
/// @param chain own certificate first; empty where nobody has certified it yet
record TransitKey(
    String name, int version, KeyType type, PublicKey publicKey, List<X509Certificate> chain) {

  TransitKey {
    chain = List.copyOf(chain);
  }

  boolean isCertified() {
    return !chain.isEmpty();
  }

  /// The newest certified version in `data`, or, where none is, the newest: whoever rotates the key
  /// in Vault changes nothing of what its certificate says.
  ///
  /// @throws KeysException `ca/key-exportable`, `ca/key-type`
  static TransitKey of(JsonNode data) {
    String name = data.path("name").asText();
    if (data.path("exportable").asBoolean() || data.path("allow_plaintext_backup").asBoolean()) {
      throw new KeysException(
          "ca/key-exportable",
          "key `"
              + name
              + "` can be read out of Vault (expected: exportable=false,"
              + " allow_plaintext_backup=false)");
    }
    TransitKey newest = null;
    for (var version : data.path("keys").properties()) {
      TransitKey each = version(name, Integer.parseInt(version.getKey()), version.getValue());
      if (newest == null
          || each.isCertified() && !newest.isCertified()
          || each.isCertified() == newest.isCertified() && each.version() > newest.version()) {
        newest = each;
      }
    }
    if (newest == null) {
      throw new KeysException("ca/key-type", "key `" + name + "` has no version in Vault");
    }
    return newest;
  }

  private static TransitKey version(String name, int version, JsonNode data) {
    PublicKey key = Certificates.publicKey(data.path("public_key").asText());
    return new TransitKey(
        name, version, KeyType.of(key), key, chain(key, data.path("certificate_chain").asText()));
  }

  // Without the label. A chain that somebody else put there certifies nothing for us.
  private static List<X509Certificate> chain(PublicKey key, String pem) {
    List<X509Certificate> all = pem.isEmpty() ? List.of() : Certificates.parseAll(pem);
    boolean isOurs =
        all.size() > 1 && Arrays.equals(all.get(1).getPublicKey().getEncoded(), key.getEncoded());
    return isOurs ? all.subList(1, all.size()) : List.of();
  }
}
