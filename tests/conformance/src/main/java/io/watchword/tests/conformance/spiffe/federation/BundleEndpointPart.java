package io.watchword.tests.conformance.spiffe.federation;

import io.watchword.tests.conformance.spiffe.matrix.Matrix;
import io.watchword.tests.conformance.spiffe.matrix.Reasons;
import io.watchword.tests.conformance.spiffe.matrix.RuleBook;
import io.watchword.tests.conformance.spiffe.produced.BundleChecks;
import io.watchword.tests.conformance.spiffe.produced.CertificateChecks;
import io.watchword.tests.conformance.spiffe.produced.Certificates;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/// Everything there is to ask of a bundle endpoint. Federation §5.
public final class BundleEndpointPart {

  private static final String PART = "bundle endpoint";

  private final BundleEndpoint endpoint;
  private final Matrix matrix;
  private final URI uri;
  private final AnyPeer peer = new AnyPeer();

  /// @param endpoint which, and what is known about it
  public BundleEndpointPart(BundleEndpoint endpoint, Matrix matrix) {
    this.endpoint = endpoint;
    this.matrix = matrix;
    this.uri = URI.create(endpoint.url());
  }

  /// Runs it.
  ///
  /// @throws IOException where the endpoint cannot be reached, or a file not be read
  public void run() throws IOException {
    String scheme = String.valueOf(uri.getScheme());
    check(
        endpoint.isSpiffe() ? "FE-23" : "FE-11",
        "URL is https",
        scheme.equals("https") ? "" : "it is " + scheme);
    check("FE-12", "URL has no user information", uri.getUserInfo() == null ? "" : "it has");
    HttpResponse<byte[]> first = get();
    check(
        "FE-07,FE-16,FE-15",
        "GET without a client certificate is answered with 200",
        first.statusCode() == 200 ? "" : "status " + first.statusCode());
    check("FE-16", "body is UTF-8", text(first.body()).isPresent() ? "" : "it is not");
    String type = first.headers().firstValue("content-type").orElse("none");
    check(
        "FE-17",
        "Content-Type is application/json",
        type.toLowerCase(Locale.ROOT).startsWith("application/json") ? "" : "it is " + type);
    text(first.body())
        .ifPresent(
            text ->
                new BundleChecks(matrix, PART).document("document", text, endpoint.trustDomain()));
    if (endpoint.isSpiffe()) {
      spiffeServer();
    } else {
      webServer();
    }
    old();
  }

  private HttpResponse<byte[]> get() throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {peer}, null);
      try (HttpClient client =
          HttpClient.newBuilder()
              .sslContext(context)
              .followRedirects(HttpClient.Redirect.NEVER)
              .version(HttpClient.Version.HTTP_1_1)
              .connectTimeout(Duration.ofSeconds(5))
              .build()) {
        return client.send(
            HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).GET().build(),
            HttpResponse.BodyHandlers.ofByteArray());
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private void spiffeServer() throws IOException {
    List<X509Certificate> chain = peer.chain();
    List<String> uris = chain.isEmpty() ? List.of() : CertificateChecks.uris(chain.getFirst());
    check(
        "FE-27",
        "server's certificate has the SPIFFE ID of the endpoint",
        uris.equals(List.of(endpoint.id())) ? "" : "it has " + uris);
    if (chain.isEmpty() || endpoint.bundle().isEmpty()) {
      return;
    }
    CertificateChecks certificates = new CertificateChecks(matrix, PART);
    certificates.leaf("server's certificate", chain.getFirst());
    List<X509Certificate> roots = roots(endpoint.bundle().get());
    certificates.chain("server's certificate", "FE-27", chain, roots);
  }

  /// Of a bundle in JSON or PEM; what the document breaks is not this endpoint's row.
  private static List<X509Certificate> roots(Path file) throws IOException {
    String text = Files.readString(file);
    try {
      return text.contains("-----BEGIN")
          ? Certificates.pem(text)
          : new BundleChecks(new Matrix(RuleBook.load(), new Reasons()), PART)
              .document("bundle", text, "");
    } catch (GeneralSecurityException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private void webServer() throws IOException {
    X509Certificate[] chain = peer.chain().toArray(X509Certificate[]::new);
    check(
        "FE-14",
        "server's certificate has a DNS or IP name",
        chain.length > 0 && hasHostName(chain[0]) ? "" : "it has none");
    String problem = "";
    try {
      webTrust().checkServerTrusted(chain, "UNKNOWN");
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      problem = String.valueOf(e.getMessage());
    }
    check("FE-14", "server's certificate leads to a trusted root", problem);
  }

  private X509TrustManager webTrust() throws IOException, GeneralSecurityException {
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    if (endpoint.roots().isPresent()) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      int index = 0;
      for (X509Certificate root : Certificates.pem(Files.readString(endpoint.roots().get()))) {
        store.setCertificateEntry("root" + index++, root);
      }
      factory.init(store);
    } else {
      factory.init((KeyStore) null);
    }
    return (X509TrustManager) factory.getTrustManagers()[0];
  }

  private static boolean hasHostName(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names != null
          && names.stream()
              .anyMatch(name -> name.getFirst().equals(2) || name.getFirst().equals(7));
    } catch (CertificateParsingException e) {
      return false;
    }
  }

  private void old() {
    refused("TLS 1.0", OldHello.TLS_1_0, OldHello.COMMON);
    refused("TLS 1.1", OldHello.TLS_1_1, OldHello.COMMON);
    refused("TLS 1.2 with suites without forward secrecy", OldHello.TLS_1_2, OldHello.WEAK);
  }

  private void refused(String what, int version, int... suites) {
    int port = uri.getPort() < 0 ? 443 : uri.getPort();
    check(
        "FE-08",
        what + " is refused",
        OldHello.isAnswered(uri.getHost(), port, version, suites) ? "it is answered" : "");
  }

  private static Optional<String> text(byte[] body) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private void check(String rules, String test, String problem) {
    matrix.check(rules, PART, test, problem);
  }
}
