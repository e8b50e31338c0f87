package io.watchword.authz.service;

import java.security.KeyManagementException;
import java.security.SecureRandom;
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

/// A TLS context that can be exchanged while a server runs on it: the JDK's server takes one at its
/// start and keeps it. Each handshake is one context's from beginning to end. Thread-safe: one
/// volatile snapshot.
final class CurrentTls extends SSLContext {

  private final Delegating delegating;

  private CurrentTls(Delegating delegating, SSLContext first) {
    super(delegating, first.getProvider(), first.getProtocol());
    this.delegating = delegating;
  }

  static CurrentTls of(SSLContext first) {
    return new CurrentTls(new Delegating(first), first);
  }

  /// The next handshake is the first with this one.
  void set(SSLContext next) {
    delegating.current = next;
  }

  private static final class Delegating extends SSLContextSpi {

    private volatile SSLContext current;

    private Delegating(SSLContext first) {
      this.current = first;
    }

    @Override
    protected void engineInit(
        KeyManager @Nullable [] keys,
        TrustManager @Nullable [] trust,
        @Nullable SecureRandom random)
        throws KeyManagementException {
      throw new KeyManagementException("this context is exchanged, not initialised");
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
      return current.getSocketFactory();
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
      return current.getServerSocketFactory();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
      return current.createSSLEngine();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
      return current.createSSLEngine(host, port);
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
      return current.getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
      return current.getClientSessionContext();
    }

    @Override
    protected SSLParameters engineGetDefaultSSLParameters() {
      return current.getDefaultSSLParameters();
    }

    @Override
    protected SSLParameters engineGetSupportedSSLParameters() {
      return current.getSupportedSSLParameters();
    }
  }
}
