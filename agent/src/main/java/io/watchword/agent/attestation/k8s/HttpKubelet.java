package io.watchword.agent.attestation.k8s;

import io.watchword.agent.attestation.plugin.FailedAttestationException;
import io.watchword.identity.tls.ChainTrustManager;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// The kubelet's own API. Thread-safe; blocks.
final class HttpKubelet implements Kubelet, AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int MAX_BYTES = 64 * 1024 * 1024;

  private final K8sSettings settings;
  private @Nullable HttpClient client;

  HttpKubelet(K8sSettings settings) {
    this.settings = settings;
  }

  @Override
  public byte[] pods() {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(base() + "/pods")).timeout(TIMEOUT).GET();
      if (isSecure() && Files.exists(settings.tokenFile())) {
        String token = Files.readString(settings.tokenFile(), StandardCharsets.US_ASCII).strip();
        request.header("Authorization", "Bearer " + token);
      }
      HttpResponse<InputStream> response =
          client().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        if (response.statusCode() != 200) {
          throw new FailedAttestationException(
              "the kubelet answered " + response.statusCode() + " to a request for its pods");
        }
        byte[] pods = body.readNBytes(MAX_BYTES + 1);
        if (pods.length > MAX_BYTES) {
          throw new FailedAttestationException("the kubelet's list of pods is longer than 64MiB");
        }
        return pods;
      }
    } catch (IOException e) {
      throw new FailedAttestationException("the kubelet cannot be asked: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FailedAttestationException("the agent is stopping", e);
    }
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.shutdownNow();
    }
  }

  private boolean isSecure() {
    return settings.kubelet().getScheme().equals("https");
  }

  private String base() {
    String text = settings.kubelet().toString();
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  // Made with the first request: the CA's file may come later than the agent.
  private synchronized HttpClient client() throws IOException {
    HttpClient made = client;
    if (made == null) {
      HttpClient.Builder builder =
          HttpClient.newBuilder()
              .connectTimeout(TIMEOUT)
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER);
      if (isSecure()) {
        builder.sslContext(tls());
      }
      made = builder.build();
      client = made;
    }
    return made;
  }

  private SSLContext tls() throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          null,
          settings.skipKubeletVerification() ? new TrustManager[] {new AnyServer()} : trust(),
          null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new FailedAttestationException(
          "TLS to the kubelet cannot be set up: " + e.getMessage(), e);
    }
  }

  private TrustManager[] trust() throws IOException, GeneralSecurityException {
    KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
    roots.load(null, null);
    try (InputStream in = Files.newInputStream(settings.kubeletCa())) {
      for (Certificate root : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        roots.setCertificateEntry("root-" + roots.size(), root);
      }
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(roots);
    return factory.getTrustManagers();
  }

  /// Takes any server, as the operator chose. Extended, so that JSSE adds no check of host names.
  private static final class AnyServer extends ChainTrustManager {

    @Override
    protected void checkServer(X509Certificate[] chain) {}

    @Override
    protected void checkClient(X509Certificate[] chain) {}
  }
}
