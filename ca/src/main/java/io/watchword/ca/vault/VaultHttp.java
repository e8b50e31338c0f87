package io.watchword.ca.vault;

import io.watchword.ca.keys.KeysException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/// The HTTP client that Vault is reached with: TLS 1.3 alone, a CA file instead of the JDK's where
/// one is named, redirects to the leader followed (but never from HTTPS to HTTP).
final class VaultHttp {

  private VaultHttp() {}

  static HttpClient client(VaultSettings settings) {
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3"});
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(settings.connectTimeout())
            .sslParameters(parameters);
    settings.caCertificate().ifPresent(file -> builder.sslContext(trusting(file)));
    return builder.build();
  }

  private static SSLContext trusting(Path file) {
    try (InputStream pem = Files.newInputStream(file)) {
      KeyStore anchors = KeyStore.getInstance("PKCS12");
      anchors.load(null, null);
      int count = 0;
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        anchors.setCertificateEntry("ca-" + count++, each);
      }
      if (count == 0) {
        throw new KeysException(
            "ca/upstream-ca-unreadable", "`" + file + "` holds no certificate (expected: PEM)");
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(anchors);
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new KeysException(
          "ca/upstream-ca-unreadable", "`" + file + "` cannot be read as PEM certificates", e);
    }
  }
}
