package io.watchword.ca.vault;

import io.watchword.ca.keys.KeysException;
import io.watchword.ca.keys.pem.PemFiles;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

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
    if (settings.caCertificate().isPresent() || settings.clientCertificate().isPresent()) {
      builder.sslContext(
          context(settings.caCertificate(), settings.clientCertificate().map(ClientKeys::new)));
    }
    return new ConsistentHttp(builder.build(), settings.readTimeout());
  }

  private static SSLContext context(Optional<Path> authorities, Optional<ClientKeys> keys) {
    try {
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      KeyManager @Nullable [] own = keys.map(k -> new KeyManager[] {k}).orElse(null);
      context.init(own, authorities.map(VaultHttp::trusting).orElse(null), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new KeysException("ca/upstream-ca-unreadable", "this JDK has no TLS 1.3", e);
    }
  }

  private static TrustManager[] trusting(Path file) {
    try {
      KeyStore anchors = KeyStore.getInstance("PKCS12");
      anchors.load(null, null);
      int count = 0;
      for (X509Certificate each : PemFiles.certificates(file)) {
        anchors.setCertificateEntry("ca-" + count++, each);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(anchors);
      return trust.getTrustManagers();
    } catch (KeysException e) {
      throw new KeysException("ca/upstream-ca-unreadable", "ca-certificate: " + e.getMessage(), e);
    } catch (IOException | GeneralSecurityException e) {
      throw new KeysException(
          "ca/upstream-ca-unreadable", "`" + file + "` cannot be read as PEM certificates", e);
    }
  }
}
