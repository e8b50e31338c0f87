package io.watchword.cli.quickstart;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.watchword.cli.mesh.MeshException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// PKI mounts in a Vault: adds one for the tour and takes it away again. Thread-safe.
final class VaultMounts {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(15);

  /// How to get in.
  ///
  /// @param caCertificate PEM file; absent: what the JDK trusts
  record Access(
      URI address, String token, Optional<String> namespace, Optional<Path> caCertificate) {

    @Override
    public String toString() {
      return "Access[" + address + "]";
    }
  }

  private final Access access;
  private final HttpClient http;

  VaultMounts(Access access) {
    this.access = access;
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT);
    access.caCertificate().ifPresent(file -> builder.sslContext(trusting(file)));
    this.http = builder.build();
  }

  /// Adds a PKI engine at `mount`, whose roots may live ten years.
  void add(String mount) {
    // A development server listens a moment before it serves.
    long deadline = System.nanoTime() + LIMIT.toNanos();
    HttpResponse<String> response = send("POST", mount);
    while (response.statusCode() == 503 && System.nanoTime() < deadline) {
      pause();
      response = send("POST", mount);
    }
    require(response, "the mount `" + mount + "` could not be added");
  }

  /// Takes the mount away, with all that is in it.
  void remove(String mount) {
    require(
        send("DELETE", mount),
        "the mount `" + mount + "` could not be removed: do it by hand (`vault secrets disable`)");
  }

  private HttpResponse<String> send(String method, String mount) {
    try {
      String body =
          method.equals("POST")
              ? JSON.writeValueAsString(
                  Map.of("type", "pki", "config", Map.of("max_lease_ttl", "87600h")))
              : "";
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(access.address() + "/v1/sys/mounts/" + mount))
              .timeout(LIMIT)
              .header("X-Vault-Token", access.token())
              .method(method, HttpRequest.BodyPublishers.ofString(body));
      access.namespace().ifPresent(name -> request.header("X-Vault-Namespace", name));
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new MeshException("Vault at `" + access.address() + "` does not answer: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MeshException("interrupted while Vault answers", e);
    }
  }

  private void require(HttpResponse<String> response, String otherwise) {
    if (response.statusCode() < 300) {
      return;
    }
    throw new MeshException(
        otherwise
            + ": Vault at `"
            + access.address()
            + "` answers "
            + response.statusCode()
            + " "
            + response.body().strip());
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MeshException("interrupted while Vault starts", e);
    }
  }

  private static SSLContext trusting(Path file) {
    try (InputStream pem = Files.newInputStream(file)) {
      KeyStore anchors = KeyStore.getInstance("PKCS12");
      anchors.load(null, null);
      int count = 0;
      for (var each : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        anchors.setCertificateEntry("ca-" + count++, each);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(anchors);
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new MeshException("VAULT_CACERT: `" + file + "` cannot be read as PEM", e);
    }
  }
}
