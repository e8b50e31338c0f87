package io.watchword.ca.attestation.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// A cluster's API server, for the three questions that attestation asks. Thread-safe; blocks.
final class ApiServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int MAX_BYTES = 4 * 1024 * 1024;

  private final K8sPsatSettings.Cluster cluster;
  private @Nullable HttpClient client;

  ApiServer(K8sPsatSettings.Cluster cluster) {
    this.cluster = cluster;
  }

  /// What it says of `token`: the `status` of a TokenReview.
  ///
  /// @throws ApiServerException where it does not answer
  JsonNode review(String token) {
    ObjectNode review = JSON.createObjectNode();
    review.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenReview");
    review.putObject("spec").put("token", token).putArray("audiences").add(cluster.audience());
    HttpRequest.Builder request =
        request("/apis/authentication.k8s.io/v1/tokenreviews")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(review.toString()));
    return answer(request, "TokenReview").path("status");
  }

  /// A pod.
  JsonNode pod(String namespace, String name) {
    return answer(
        request("/api/v1/namespaces/" + segment(namespace) + "/pods/" + segment(name)).GET(),
        "the agent's pod");
  }

  /// A node.
  JsonNode node(String name) {
    return answer(request("/api/v1/nodes/" + segment(name)).GET(), "the agent's node");
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.shutdownNow();
    }
  }

  private HttpRequest.Builder request(String path) {
    String base = cluster.apiServer().toString().replaceFirst("/+$", "");
    return HttpRequest.newBuilder(URI.create(base + path)).timeout(TIMEOUT);
  }

  private JsonNode answer(HttpRequest.Builder request, String what) {
    try {
      String token = Files.readString(cluster.tokenFile(), StandardCharsets.US_ASCII).strip();
      request.header("Authorization", "Bearer " + token).header("Accept", "application/json");
      HttpResponse<InputStream> response =
          client().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        if (response.statusCode() / 100 != 2) {
          throw new ApiServerException(
              "the API server answered " + response.statusCode() + " to a question about " + what);
        }
        return JSON.readTree(body.readNBytes(MAX_BYTES));
      }
    } catch (IOException e) {
      throw new ApiServerException("the API server cannot be asked: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiServerException("the CA is stopping", e);
    }
  }

  // Names come from the API server's own answers, but a slash in one would ask for something else.
  private static String segment(String name) {
    if (!name.matches("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")) {
      throw new ApiServerException("the API server named something that is no Kubernetes name");
    }
    return name;
  }

  // Made with the first request, so that a cluster which is away does not keep the CA from
  // starting.
  private synchronized HttpClient client() throws IOException {
    HttpClient made = client;
    if (made == null) {
      made =
          HttpClient.newBuilder()
              .connectTimeout(TIMEOUT)
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .sslContext(tls(cluster.apiServerCa()))
              .build();
      client = made;
    }
    return made;
  }

  private static SSLContext tls(Path authorities) throws IOException {
    try (InputStream in = Files.newInputStream(authorities)) {
      KeyStore roots = KeyStore.getInstance("PKCS12");
      roots.load(null, null);
      for (Certificate root : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        roots.setCertificateEntry("root-" + roots.size(), root);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(roots);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new ApiServerException("TLS to the API server cannot be set up: " + e.getMessage(), e);
    }
  }
}
