package io.watchword.ca.vault.transit;

import com.fasterxml.jackson.databind.JsonNode;
import io.watchword.ca.keys.Certificates;
import io.watchword.ca.keys.KeyType;
import io.watchword.ca.keys.UpstreamHealth;
import io.watchword.ca.vault.VaultAnswer;
import io.watchword.ca.vault.VaultCall;
import io.watchword.ca.vault.VaultSession;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What we ask of a mount of the Transit engine, in its own words. Thread-safe.
final class TransitMount implements AutoCloseable {
  private final VaultSession session;
  private final String mount;

  TransitMount(VaultSession session, String mount) {
    this.session = session;
    this.mount = mount;
  }

  List<String> names() {
    VaultCall call = VaultCall.list(mount + "/keys");
    VaultAnswer answer = session.send(call);
    // An empty list is a 404, and so is a mount that is not there: only the latter has words.
    if (answer.status() == 404 && answer.errors().isEmpty()) {
      return List.of();
    }
    if (!answer.isOk()) {
      throw VaultSession.failed(call, answer);
    }
    List<String> names = new ArrayList<>();
    answer.data().path("keys").forEach(name -> names.add(name.asText()));
    return names;
  }

  Optional<TransitKey> key(String name) {
    VaultCall call = VaultCall.read(path(name));
    VaultAnswer answer = session.send(call);
    if (answer.status() == 404 && answer.errors().isEmpty()) {
      return Optional.empty();
    }
    if (!answer.isOk()) {
      throw VaultSession.failed(call, answer);
    }
    return Optional.of(TransitKey.of(answer.data()));
  }

  /// Makes it; nothing happens where it is there, whatever its type.
  void create(String name, KeyType type) {
    session.require(
        VaultCall.write(
            path(name),
            Map.of("type", type(type), "exportable", false, "allow_plaintext_backup", false)));
  }

  void certify(TransitKey key, List<X509Certificate> chain) {
    session.require(
        VaultCall.write(
            path(key.name()) + "/set-certificate",
            Map.of("certificate_chain", Certificates.pem(chain), "version", key.version())));
  }

  /// Signs each of `digests`, in their order; a signature that could not be had is empty.
  List<byte[]> sign(TransitKey key, List<byte[]> digests) {
    List<Map<String, String>> inputs =
        digests.stream()
            .map(digest -> Map.of("input", Base64.getEncoder().encodeToString(digest)))
            .toList();
    VaultCall call =
        VaultCall.write(
            mount + "/sign/" + key.name() + "/" + TransitDigest.of(key.type()).vaultName(),
            Map.of(
                "batch_input",
                inputs,
                "prehashed",
                true,
                "marshaling_algorithm",
                "asn1",
                // Of RSA keys alone; Vault's default is PSS, which our certificates do not say.
                "signature_algorithm",
                "pkcs1v15",
                "key_version",
                key.version()));
    VaultAnswer answer = session.send(call);
    JsonNode results = answer.data().path("batch_results");
    if (results.size() != digests.size()) {
      throw VaultSession.failed(call, answer);
    }
    List<byte[]> signatures = new ArrayList<>(results.size());
    results.forEach(result -> signatures.add(signature(key, result)));
    return signatures;
  }

  /// Destroys it; nothing happens where it is gone.
  void destroy(String name) {
    if (key(name).isEmpty()) {
      return;
    }
    session.require(VaultCall.write(path(name) + "/config", Map.of("deletion_allowed", true)));
    session.require(VaultCall.delete(path(name)));
  }

  UpstreamHealth health() {
    return session.health();
  }

  @Override
  public void close() {
    session.close();
  }

  private String path(String name) {
    return mount + "/keys/" + name;
  }

  // `vault:v1:BASE64`
  private static byte[] signature(TransitKey key, JsonNode result) {
    String text = result.path("signature").asText();
    String expected = "vault:v" + key.version() + ":";
    return text.startsWith(expected)
        ? Base64.getDecoder().decode(text.substring(expected.length()))
        : new byte[0];
  }

  private static String type(KeyType type) {
    return switch (type) {
      case EC_P256 -> "ecdsa-p256";
      case EC_P384 -> "ecdsa-p384";
      case RSA_2048 -> "rsa-2048";
      case RSA_3072 -> "rsa-3072";
      case RSA_4096 -> "rsa-4096";
    };
  }
}
