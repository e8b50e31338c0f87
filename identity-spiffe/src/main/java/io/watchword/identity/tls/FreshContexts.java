package io.watchword.identity.tls;

import io.watchword.identity.svid.X509Svid;
import java.security.GeneralSecurityException;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/// A context that makes a context of its own for every connection. Thread-safe.
///
/// That is what makes it reload itself, and it is also why no connection resumes another's session:
/// tickets and session caches live in a context, and each has one connection only. A resumed
/// session would outlive the trust, the SVID and the revocation lists that its handshake was
/// checked against. It costs a few microseconds beside a handshake of about a millisecond.
final class FreshContexts extends SSLContextSpi {

  static final String PROTOCOL = "TLSv1.3";

  private final Supplier<X509Svid> newest;
  private final PeerCheck peers;
  private final SSLContext sample;

  private FreshContexts(Supplier<X509Svid> newest, PeerCheck peers) {
    this.newest = newest;
    this.peers = peers;
    this.sample = fresh();
  }

  /// The context for users.
  static SSLContext context(Supplier<X509Svid> newest, PeerCheck peers) {
    FreshContexts spi = new FreshContexts(newest, peers);
    return new Reloading(spi);
  }

  /// A context for one connection.
  SSLContext fresh() {
    try {
      SSLContext context = SSLContext.getInstance(PROTOCOL);
      context.init(new KeyManager[] {new OwnSvid(newest)}, new TrustManager[] {peers}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no " + PROTOCOL, e);
    }
  }

  /// TLS 1.3 only, and a server asks its clients for their SVID.
  SSLParameters parameters() {
    SSLParameters parameters = sample.getDefaultSSLParameters();
    parameters.setProtocols(new String[] {PROTOCOL});
    parameters.setNeedClientAuth(true);
    return parameters;
  }

  @Override
  protected SSLEngine engineCreateSSLEngine() {
    return configured(fresh().createSSLEngine());
  }

  @Override
  protected SSLEngine engineCreateSSLEngine(String host, int port) {
    return configured(fresh().createSSLEngine(host, port));
  }

  private SSLEngine configured(SSLEngine engine) {
    Objects.requireNonNull(newest.get(), "fails here, with its reason, not within a handshake");
    engine.setSSLParameters(parameters());
    return engine;
  }

  @Override
  protected SSLSocketFactory engineGetSocketFactory() {
    return new FreshSockets(this);
  }

  @Override
  protected SSLServerSocketFactory engineGetServerSocketFactory() {
    return new FreshServerSockets(this);
  }

  @Override
  protected SSLParameters engineGetDefaultSSLParameters() {
    return parameters();
  }

  @Override
  protected SSLParameters engineGetSupportedSSLParameters() {
    SSLParameters parameters = sample.getSupportedSSLParameters();
    parameters.setProtocols(new String[] {PROTOCOL});
    return parameters;
  }

  /// Empty, and stays so.
  @Override
  protected SSLSessionContext engineGetServerSessionContext() {
    return sample.getServerSessionContext();
  }

  /// Empty, and stays so.
  @Override
  protected SSLSessionContext engineGetClientSessionContext() {
    return sample.getClientSessionContext();
  }

  @Override
  protected void engineInit(
      KeyManager @Nullable [] keys, TrustManager @Nullable [] trust, @Nullable SecureRandom random)
      throws KeyManagementException {
    throw new KeyManagementException("this context has its keys from the Workload API");
  }

  private static final class Reloading extends SSLContext {
    Reloading(FreshContexts spi) {
      super(spi, spi.sample.getProvider(), PROTOCOL);
    }
  }
}
