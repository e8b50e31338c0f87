package io.watchword.ca;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.watchword.ca.attestation.AttestedAgent;
import io.watchword.ca.jwt.Audience;
import io.watchword.ca.node.NodeTls;
import io.watchword.ca.oidc.DiscoveryDocuments;
import io.watchword.ca.web.HttpsDocuments;
import io.watchword.platform.bootstrap.config.HostPort;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// OpenID Connect discovery, asked for as a verifier does that knows no SPIFFE.
class OidcTest {
  private static final URI ISSUER = URI.create("https://oidc.example.org/mesh");

  @TempDir Path folder;
  private final Taken taken = new Taken();
  private TestAuthority authority;
  private HttpsDocuments server;
  private HttpClient client;

  @BeforeEach
  void start() throws Exception {
    authority = TestAuthority.on(folder.resolve("state"));
    serve(new NodeTls(authority.ca.identity, authority.ca.anchors, authority.clock).keyManager());
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, new TrustManager[] {taken}, null);
    client = HttpClient.newBuilder().sslContext(tls).build();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
    authority.close();
  }

  @Test
  void configuration_namesTheIssuerAndItsKeys() throws Exception {
    HttpResponse<String> response = get("/mesh/.well-known/openid-configuration");

    JsonNode document = new ObjectMapper().readTree(response.body());
    assertThat(document.path("issuer").asText()).isEqualTo(ISSUER.toString());
    assertThat(document.path("jwks_uri").asText()).isEqualTo(ISSUER + "/keys");
    assertThat(document.path("id_token_signing_alg_values_supported").toString())
        .isEqualTo("[\"ES256\"]");
    assertThat(response.headers().firstValue("cache-control")).contains("public, max-age=300");
    assertThat(response.headers().firstValue("content-type")).contains("application/json");
  }

  @Test
  void keys_verifyATokenOfThisCa() throws Exception {
    AttestedAgent agent = authority.agent(authority.attest("a"));
    String token =
        authority
            .ca
            .jwtIssuer
            .workload(
                agent,
                authority.entry("/web", agent.id()).entryId(),
                Map.of(),
                new Audience(List.of("cloud")))
            .token();

    SignedJWT parsed = SignedJWT.parse(token);
    var key = JWKSet.parse(get("/mesh/keys").body()).getKeyByKeyId(parsed.getHeader().getKeyID());

    assertThat(parsed.verify(new ECDSAVerifier(key.toECKey()))).isTrue();
    assertThat(key.getKeyUse().getValue()).isEqualTo("sig");
    assertThat(key.getAlgorithm().getName()).isEqualTo("ES256");
    assertThat(key.isPrivate()).isFalse();
  }

  @Test
  void head_isAnsweredWithoutABody() throws Exception {
    HttpResponse<String> response = send("HEAD", "/mesh/keys");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
  }

  @Test
  void post_isRefused() throws Exception {
    HttpResponse<String> response = send("POST", "/mesh/keys");

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("allow")).contains("GET, HEAD");
  }

  @Test
  void otherPaths_areNotThere() throws Exception {
    for (String path : List.of("/", "/keys", "/mesh/keys/", "/mesh/../mesh/keys")) {
      assertThat(get(path).statusCode()).as(path).isEqualTo(404);
    }
  }

  private void serve(X509ExtendedKeyManager keys) throws Exception {
    server =
        HttpsDocuments.start(
            new HostPort("127.0.0.1", 0),
            keys,
            DiscoveryDocuments.of(ISSUER, authority.ca.anchors));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send("GET", path);
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("https://" + server.address() + path))
            .method(method, BodyPublishers.noBody())
            .build(),
        BodyHandlers.ofString());
  }

  /// Takes any server.
  private static final class Taken extends X509ExtendedTrustManager {
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
