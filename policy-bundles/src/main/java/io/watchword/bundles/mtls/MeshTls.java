package io.watchword.bundles.mtls;

import io.watchword.identity.bundle.TrustBundles;
import io.watchword.identity.svid.X509Svid;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/// Mutual TLS 1.3 between members of a mesh. Thread-safe, without state.
public final class MeshTls {

  private static final String PROTOCOL = "TLSv1.3";

  private MeshTls() {}

  /// A context for one SVID; peers are judged by the trust bundles of the moment. Make a new one
  /// for a new SVID, and for new trust bundles too: a context remembers sessions that it would
  /// resume without looking at the peer again.
  public static SSLContext context(
      X509Svid svid, Supplier<TrustBundles> trust, ExpectedPeer expected, InstantSource clock) {
    try {
      var context = SSLContext.getInstance(PROTOCOL);
      context.init(
          new KeyManager[] {new PresentedSvid(svid)},
          new TrustManager[] {new PeerCheck(trust, expected, clock)},
          null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no TLS 1.3", e);
    }
  }

  /// TLS 1.3 only, and a client must show its SVID.
  public static SSLParameters serverParameters(SSLContext context) {
    SSLParameters parameters = context.getDefaultSSLParameters();
    parameters.setProtocols(new String[] {PROTOCOL});
    parameters.setNeedClientAuth(true);
    return parameters;
  }
}
