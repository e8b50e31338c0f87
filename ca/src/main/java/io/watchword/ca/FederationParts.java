package io.watchword.ca;

import io.watchword.ca.authority.TrustAnchors;
import io.watchword.ca.federation.BundleFetcher;
import io.watchword.ca.federation.BundleRefresh;
import io.watchword.ca.federation.Federations;
import io.watchword.ca.node.NodeTls;
import io.watchword.ca.web.HttpsDocuments;
import io.watchword.ca.web.WebCertificate;
import io.watchword.identity.bundle.BundleJson;
import io.watchword.identity.x509.MalformedCertificateException;
import io.watchword.identity.x509.Pem;
import io.watchword.identity.x509.StrictX509Certificate;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// Federation, put together from a configuration. Owns the threads that fetch.
final class FederationParts implements AutoCloseable {
  // Shorter than the refresh hint: a cache in between must not keep what the hint says is over.
  private static final Duration MAX_AGE = Duration.ofSeconds(60);

  private final ExecutorService fetchers =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("federation-", 0).factory());
  final Federations federations;
  final BundleRefresh refresh;

  FederationParts(
      CaConfig config,
      Federations federations,
      TrustAnchors anchors,
      InstantSource clock,
      RandomGenerator random) {
    this.federations = federations;
    Optional<Path> roots = config.federation().flatMap(CaConfig.Federation::webRoots);
    this.refresh =
        new BundleRefresh(
            federations,
            anchors::bundles,
            new BundleFetcher(
                roots.map(FederationParts::trusting).orElseGet(() -> web(null)), clock),
            fetchers,
            clock,
            random);
  }

  /// Serves our bundle where the configuration says so.
  ///
  /// @param tls what the CA's own SVID is presented by
  static Optional<HttpsDocuments> serve(CertificateAuthority ca, NodeTls tls) throws IOException {
    Optional<CaConfig.Federation> federation = ca.config.federation();
    if (federation.isEmpty() || federation.get().listen().isEmpty()) {
      return Optional.empty();
    }
    X509ExtendedKeyManager keys =
        switch (federation.get().profile()) {
          case CaConfig.Federation.Profile.HttpsSpiffe _ -> tls.keyManager();
          case CaConfig.Federation.Profile.HttpsWeb(Path certificate, Path key) ->
              new WebCertificate(certificate, key);
        };
    return Optional.of(
        HttpsDocuments.start(
            federation.get().listen().get(),
            keys,
            Map.of(
                "/",
                new HttpsDocuments.Document(
                    "application/json",
                    MAX_AGE.toSeconds(),
                    () -> BundleJson.print(ca.anchors.whole())))));
  }

  @Override
  public void close() {
    fetchers.shutdownNow();
  }

  private static SSLContext trusting(Path pem) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (StrictX509Certificate root : Pem.certificates(Files.readString(pem))) {
        store.setCertificateEntry(String.valueOf(store.size()), root);
      }
      if (store.size() == 0) {
        throw new GeneralSecurityException("it holds no certificate");
      }
      return web(store);
    } catch (IOException | GeneralSecurityException | MalformedCertificateException e) {
      throw new InvalidInputException(
          Diagnostic.error(
              "ca/web-certificate",
              "web-roots `" + pem + "` holds no certificates: " + e.getMessage()));
    }
  }

  // Java's own list for null.
  private static SSLContext web(@Nullable KeyStore roots) {
    try {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(roots);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no TLS", e);
    }
  }
}
