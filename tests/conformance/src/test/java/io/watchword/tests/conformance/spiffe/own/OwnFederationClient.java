package io.watchword.tests.conformance.spiffe.own;

import io.watchword.ca.federation.BundleFetcher;
import io.watchword.ca.federation.EndpointProfile;
import io.watchword.ca.federation.EndpointUrl;
import io.watchword.ca.federation.FederationException;
import io.watchword.ca.federation.Relationship;
import io.watchword.identity.bundle.BundleJson;
import io.watchword.identity.bundle.SpiffeBundle;
import io.watchword.identity.bundle.TrustBundles;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.x509.Pem;
import io.watchword.identity.x509.StrictX509Certificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// The CA's federation client for `--federation-client`: one fetch, exit code 0 or 1.
public final class OwnFederationClient {

  private OwnFederationClient() {}

  public static void main(String[] arguments) throws IOException {
    System.exit(fetch(List.of(arguments)));
  }

  /// Fetches; 0 or 1.
  public static int fetch(List<String> arguments) throws IOException {
    try {
      return bundle(arguments).isEmpty() ? 1 : 0;
    } catch (FederationException e) {
      return 1;
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private static SpiffeBundle bundle(List<String> arguments)
      throws IOException, GeneralSecurityException {
    TrustDomain foreign = new TrustDomain(arguments.get(2));
    EndpointUrl url = EndpointUrl.parse(arguments.get(1));
    if (arguments.get(0).equals("https_web")) {
      BundleFetcher fetcher = new BundleFetcher(trusting(arguments.get(3)), InstantSource.system());
      return fetcher.fetch(
          new Relationship(foreign, url, new EndpointProfile.HttpsWeb()), TrustBundles.none());
    }
    SpiffeId endpoint = SpiffeId.parse(arguments.get(3));
    TrustBundles trust =
        TrustBundles.of(
            BundleJson.parse(endpoint.trustDomain(), Files.readString(Path.of(arguments.get(4)))));
    return new BundleFetcher(SSLContext.getDefault(), InstantSource.system())
        .fetch(new Relationship(foreign, url, new EndpointProfile.HttpsSpiffe(endpoint)), trust);
  }

  private static SSLContext trusting(String pem) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (StrictX509Certificate root : Pem.certificates(Files.readString(Path.of(pem)))) {
      store.setCertificateEntry(String.valueOf(store.size()), root);
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
