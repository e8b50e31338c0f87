package io.watchword.ca.vault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.watchword.tests.kit.Await;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The one with the root token and the unseal key: sets up what a test needs, and breaks it. The
/// thread of the test.
public final class VaultOperator {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final Supplier<URI> address;
  private String rootToken = "";
  private String unsealKey = "";

  VaultOperator(Supplier<URI> address) {
    this.address = address;
  }

  /// Whether anything answers.
  boolean isUp() {
    try {
      return send("GET", "sys/health", "", Map.of()).statusCode() > 0;
    } catch (IOException e) {
      return false;
    }
  }

  /// First start: one key, one root token, unsealed.
  void initialise() {
    JsonNode made = call("PUT", "sys/init", Map.of("secret_shares", 1, "secret_threshold", 1));
    rootToken = made.path("root_token").asText();
    unsealKey = made.path("keys").path(0).asText();
    unseal();
  }

  /// Seals it.
  public void seal() {
    call("PUT", "sys/seal", Map.of());
  }

  /// Unseals it, and waits until it serves.
  public void unseal() {
    call("PUT", "sys/unseal", Map.of("key", unsealKey));
    Await.until(
        "vault is active", () -> call("GET", "sys/leader", Map.of()).path("is_self").asBoolean());
  }

  String version() {
    return call("GET", "sys/seal-status", Map.of()).path("version").asText();
  }

  /// Mounts a PKI engine there.
  public void mountPki(String mount) {
    call(
        "POST",
        "sys/mounts/" + mount,
        Map.of("type", "pki", "config", Map.of("max_lease_ttl", "87600h")));
  }

  /// A token that may do on `mount` what a CA does, and nothing else.
  ///
  /// @param settings more for `auth/token/create`, such as `ttl`
  public String tokenFor(String mount, Map<String, Object> settings) {
    String policy = "ca-on-" + mount.replace('/', '-');
    call("PUT", "sys/policies/acl/" + policy, Map.of("policy", POLICY.replace("MOUNT", mount)));
    return token(policy, settings);
  }

  /// Mounts a Transit engine there.
  public void mountTransit(String mount) {
    call("POST", "sys/mounts/" + mount, Map.of("type", "transit"));
  }

  /// A token that may do what a CA does with its keys on `mount`, and nothing else.
  public String tokenForTransit(String mount, String prefix, Map<String, Object> settings) {
    return token(policyForTransit(mount, prefix), settings);
  }

  /// Writes the policy that [#tokenForTransit] grants; its name.
  public String policyForTransit(String mount, String prefix) {
    String policy = "ca-keys-on-" + mount.replace('/', '-');
    call(
        "PUT",
        "sys/policies/acl/" + policy,
        Map.of("policy", TRANSIT_POLICY.replace("MOUNT", mount).replace("PREFIX", prefix)));
    return policy;
  }

  /// A token with `policy` alone.
  public String token(String policy, Map<String, Object> settings) {
    Map<String, Object> body = new HashMap<>(settings);
    body.put("policies", List.of(policy));
    return call("POST", "auth/token/create", body).path("auth").path("client_token").asText();
  }

  /// Ends a token.
  public void revoke(String token) {
    call("POST", "auth/token/revoke", Map.of("token", token));
  }

  /// The answer's body to a call with the root token, which must succeed.
  public JsonNode call(String method, String path, Map<String, ?> body) {
    return call(method, path, "", body);
  }

  /// The same in a namespace.
  public JsonNode call(String method, String path, String namespace, Map<String, ?> body) {
    try {
      HttpResponse<String> response = send(method, path, namespace, body);
      if (response.statusCode() >= 300) {
        throw new AssertionError(method + " " + path + ": " + response.body());
      }
      return response.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(response.body());
    } catch (IOException e) {
      throw new AssertionError(method + " " + path, e);
    }
  }

  private HttpResponse<String> send(
      String method, String path, String namespace, Map<String, ?> body) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address.get() + "/v1/" + path))
            .timeout(Duration.ofSeconds(20))
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)));
    Optional.of(rootToken)
        .filter(t -> !t.isEmpty())
        .ifPresent(t -> request.header("X-Vault-Token", t));
    Optional.of(namespace)
        .filter(n -> !n.isEmpty())
        .ifPresent(n -> request.header("X-Vault-Namespace", n));
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  // What docs/vault.md tells people to grant.
  private static final String POLICY =
      """
      path "MOUNT/issuers"                        { capabilities = ["list"] }
      path "MOUNT/issuer/+"                       { capabilities = ["read", "delete"] }
      path "MOUNT/issuer/+/sign-intermediate"     { capabilities = ["update"] }
      path "MOUNT/issuer/+/revoke"                { capabilities = ["update"] }
      path "MOUNT/issuers/generate/root/internal" { capabilities = ["update"] }
      path "MOUNT/issuers/generate/root/existing" { capabilities = ["update"] }
      path "MOUNT/config/issuers"                 { capabilities = ["update"] }
      path "MOUNT/keys"                           { capabilities = ["list"] }
      path "MOUNT/key/+"                          { capabilities = ["read", "delete"] }
      """;

  private static final String TRANSIT_POLICY =
      """
      path "MOUNT/keys"           { capabilities = ["list"] }
      path "MOUNT/keys/PREFIX.*"  { capabilities = ["create", "read", "update", "delete"] }
      path "MOUNT/sign/PREFIX.*"  { capabilities = ["update"] }
      """;
}
