package io.watchword.ca.oidc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.watchword.ca.authority.JwtKey;
import io.watchword.ca.authority.TrustAnchors;
import io.watchword.ca.authority.TrustState;
import io.watchword.ca.web.HttpsDocuments;
import io.watchword.identity.bundle.BundleJson;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// The two documents of OpenID Connect Discovery. Thread-safe.
public final class DiscoveryDocuments {
  // [1] OpenID Connect Discovery 1.0 §3, §4. [2] RFC 7517 §4.2: `use` is `sig` here, where the
  // bundle of SPIFFE says `jwt-svid`.

  // Short enough that a key which is published half its life ahead is known everywhere in time.
  private static final long MAX_AGE_SECONDS = 300;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI issuer;
  private final TrustAnchors anchors;

  private DiscoveryDocuments(URI issuer, TrustAnchors anchors) {
    this.issuer = issuer;
    this.anchors = anchors;
  }

  /// Both, by their paths.
  ///
  /// @param issuer `iss` of the tokens; its path is where the documents are
  public static Map<String, HttpsDocuments.Document> of(URI issuer, TrustAnchors anchors) {
    DiscoveryDocuments documents = new DiscoveryDocuments(issuer, anchors);
    String prefix = Objects.requireNonNullElse(issuer.getPath(), "");
    return Map.of(
        prefix + "/.well-known/openid-configuration",
        new HttpsDocuments.Document("application/json", MAX_AGE_SECONDS, documents::configuration),
        prefix + "/keys",
        new HttpsDocuments.Document("application/json", MAX_AGE_SECONDS, documents::keys));
  }

  private String configuration() {
    ObjectNode document = JSON.createObjectNode();
    document.put("issuer", issuer.toString());
    document.put("jwks_uri", issuer + "/keys");
    document.putArray("response_types_supported").add("id_token");
    document.putArray("subject_types_supported").add("public");
    ArrayNode algorithms = document.putArray("id_token_signing_alg_values_supported");
    anchors.current().jwtKeys().stream()
        .map(JwtKey::algorithm)
        .distinct()
        .sorted()
        .forEach(algorithms::add);
    document.putArray("claims_supported").add("sub").add("aud").add("exp").add("iat").add("iss");
    return print(document);
  }

  private String keys() {
    TrustState state = anchors.current();
    Map<String, String> algorithms = new LinkedHashMap<>();
    state.jwtKeys().forEach(key -> algorithms.put(key.keyId(), key.algorithm()));
    JsonNode printed = read(BundleJson.print(anchors.whole().jwt()));
    ObjectNode document = JSON.createObjectNode();
    ArrayNode keys = document.putArray("keys");
    for (JsonNode key : printed.path("keys")) {
      ObjectNode published = key.deepCopy();
      published.put("use", "sig");
      published.put("alg", algorithms.getOrDefault(key.path("kid").asText(), ""));
      keys.add(published);
    }
    return print(document);
  }

  private static JsonNode read(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a bundle that is no JSON", e);
    }
  }

  private static String print(ObjectNode document) {
    try {
      return JSON.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a document that has no JSON", e);
    }
  }
}
