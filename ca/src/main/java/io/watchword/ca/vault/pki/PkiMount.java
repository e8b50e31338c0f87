package io.watchword.ca.vault.pki;

import com.fasterxml.jackson.databind.JsonNode;
import io.watchword.ca.keys.Certificates;
import io.watchword.ca.keys.KeysException;
import io.watchword.ca.vault.VaultAnswer;
import io.watchword.ca.vault.VaultCall;
import io.watchword.ca.vault.VaultSession;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What we ask of a mount of the PKI engine, in its own words. Thread-safe.
final class PkiMount {
  private final VaultSession session;
  private final String mount;

  PkiMount(VaultSession session, String mount) {
    this.session = session;
    this.mount = mount;
  }

  String name() {
    return mount;
  }

  /// All of them, roots or not. `ca_chain` would leave out those that nothing was issued under.
  List<PkiIssuer> issuers() {
    Map<String, JsonNode> listed = list("issuers");
    List<PkiIssuer> issuers = new ArrayList<>();
    for (Map.Entry<String, JsonNode> each : listed.entrySet()) {
      JsonNode issuer = session.require(VaultCall.read(path("issuer/" + each.getKey()))).data();
      issuers.add(
          new PkiIssuer(
              each.getKey(),
              issuer.path("issuer_name").asText(),
              issuer.path("key_id").asText(),
              chain(issuer),
              each.getValue().path("is_default").asBoolean(),
              issuer.path("revoked").asBoolean()));
    }
    return issuers;
  }

  /// Ids and names of the issuers, for who only wants to know whether something changed.
  Map<String, String> issuerNames() {
    Map<String, String> names = new TreeMap<>();
    list("issuers").forEach((id, info) -> names.put(id, info.path("issuer_name").asText()));
    return names;
  }

  /// A new root with a new key, both called `name`; the refusal where there is one of that name.
  VaultAnswer generateRoot(String name, Map<String, Object> certificate) {
    Map<String, Object> body = new LinkedHashMap<>(certificate);
    body.put("issuer_name", name);
    body.put("key_name", name);
    body.put("key_type", "ec");
    body.put("key_bits", 256);
    return session.send(VaultCall.write(path("issuers/generate/root/internal"), body));
  }

  /// A new root called `name` over the key called `name`.
  VaultAnswer generateRootOverKey(String name, Map<String, Object> certificate) {
    Map<String, Object> body = new LinkedHashMap<>(certificate);
    body.put("issuer_name", name);
    body.put("key_ref", name);
    return session.send(VaultCall.write(path("issuers/generate/root/existing"), body));
  }

  /// An intermediate with what `csr` asks for: Vault copies its extensions and adds none.
  X509Certificate signIntermediate(PkiIssuer issuer, byte[] csr, long seconds) {
    VaultCall call =
        VaultCall.write(
            path("issuer/" + issuer.id() + "/sign-intermediate"),
            Map.of(
                "csr",
                Certificates.pem("CERTIFICATE REQUEST", csr),
                "use_csr_values",
                true,
                "max_path_length",
                0,
                "ttl",
                seconds + "s",
                "format",
                "pem"));
    return certificate(session.require(call).data().path("certificate").asText());
  }

  void makeDefault(PkiIssuer issuer) {
    session.require(VaultCall.write(path("config/issuers"), Map.of("default", issuer.id())));
  }

  void revoke(PkiIssuer issuer) {
    session.require(VaultCall.write(path("issuer/" + issuer.id() + "/revoke"), Map.of()));
  }

  void deleteIssuer(PkiIssuer issuer) {
    session.require(VaultCall.delete(path("issuer/" + issuer.id())));
  }

  void deleteKey(String keyId) {
    session.require(VaultCall.delete(path("key/" + keyId)));
  }

  /// The id of the key called `name`.
  Optional<String> keyCalled(String name) {
    return list("keys").entrySet().stream()
        .filter(key -> key.getValue().path("key_name").asText().equals(name))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /// All that Vault says of a key.
  Map<String, String> key(String keyId) {
    Map<String, String> said = new TreeMap<>();
    session
        .require(VaultCall.read(path("key/" + keyId)))
        .data()
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isValueNode() && !field.getValue().isNull()) {
                said.put(field.getKey(), field.getValue().asText());
              }
            });
    return said;
  }

  private Map<String, JsonNode> list(String what) {
    VaultCall call = VaultCall.list(path(what));
    VaultAnswer answer = session.send(call);
    // An empty list is a 404, and so is a mount that is not there: only the latter has words.
    if (answer.status() == 404 && answer.errors().isEmpty()) {
      return Map.of();
    }
    if (!answer.isOk()) {
      throw VaultSession.failed(call, answer);
    }
    Map<String, JsonNode> listed = new LinkedHashMap<>();
    JsonNode info = answer.data().path("key_info");
    answer.data().path("keys").forEach(id -> listed.put(id.asText(), info.path(id.asText())));
    return listed;
  }

  private String path(String below) {
    return mount + "/" + below;
  }

  // What Vault calls `ca_chain` begins with the issuer itself and ends where it knows no further.
  private static List<X509Certificate> chain(JsonNode issuer) {
    X509Certificate own = certificate(issuer.path("certificate").asText());
    List<X509Certificate> chain = new ArrayList<>(List.of(own));
    issuer
        .path("ca_chain")
        .forEach(
            pem -> {
              X509Certificate next = certificate(pem.asText());
              if (!chain.contains(next)
                  && chain
                      .getLast()
                      .getIssuerX500Principal()
                      .equals(next.getSubjectX500Principal())) {
                chain.add(next);
              }
            });
    return chain;
  }

  private static X509Certificate certificate(String pem) {
    List<X509Certificate> found = Certificates.parseAll(pem);
    if (found.isEmpty()) {
      throw new KeysException(
          "ca/certificate-unreadable", "Vault gave something that is no certificate");
    }
    return found.getFirst();
  }
}
