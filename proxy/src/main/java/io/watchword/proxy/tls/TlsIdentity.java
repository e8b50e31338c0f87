package io.watchword.proxy.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.svid.X509SvidValidator;
import io.watchword.proxy.identity.IdentitySnapshot;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// One SVID and one state of trust, ready for handshakes in both directions. Replaced as a whole
/// when either changes; connections made with it live on. Thread-safe.
public final class TlsIdentity {

  private static final String TLS_1_3 = "TLSv1.3";

  private final IdentitySnapshot snapshot;
  private final VerifiedPeers peers;
  private final SslContext server;
  private final ConcurrentHashMap<Set<SpiffeId>, SslContext> clients = new ConcurrentHashMap<>();

  private TlsIdentity(IdentitySnapshot snapshot, VerifiedPeers peers, SslContext server) {
    this.snapshot = snapshot;
    this.peers = peers;
    this.server = server;
  }

  /// Builds the contexts of a snapshot.
  ///
  /// @throws TlsContextException if the TLS library does not take the key or the chain
  static TlsIdentity of(
      IdentitySnapshot snapshot, X509SvidValidator validator, InstantSource clock) {
    VerifiedPeers peers = new VerifiedPeers(validator, snapshot.bundles(), clock);
    X509Certificate[] chain = snapshot.svid().chain().toArray(new X509Certificate[0]);
    try {
      SslContext server =
          SslContextBuilder.forServer(snapshot.svid().key(), chain)
              .sslProvider(SslProvider.OPENSSL_REFCNT)
              .protocols(TLS_1_3)
              .clientAuth(ClientAuth.REQUIRE)
              .trustManager(new SvidTrustManager(peers, Set.of()))
              .build();
      return new TlsIdentity(snapshot, peers, server);
    } catch (SSLException | IllegalArgumentException e) {
      throw new TlsContextException(snapshot.svid().id(), e);
    }
  }

  /// What it was made of.
  public IdentitySnapshot snapshot() {
    return snapshot;
  }

  /// The handler that ends TLS on an accepted connection.
  public SslHandler serverHandler(ByteBufAllocator allocator, Duration handshakeTimeout) {
    return withTimeouts(server.newHandler(allocator), handshakeTimeout);
  }

  /// The handler that begins TLS on a connection to one of the expected peers.
  public SslHandler clientHandler(
      ByteBufAllocator allocator, Set<SpiffeId> expected, Duration handshakeTimeout) {
    SslContext client = clients.computeIfAbsent(expected, this::clientContext);
    return withTimeouts(client.newHandler(allocator), handshakeTimeout);
  }

  private static SslHandler withTimeouts(SslHandler handler, Duration handshakeTimeout) {
    handler.setHandshakeTimeout(handshakeTimeout.toMillis(), TimeUnit.MILLISECONDS);
    // Nobody is waited for at the end: message framing or the FIN say whether all has arrived.
    handler.setCloseNotifyReadTimeoutMillis(0);
    return handler;
  }

  private SslContext clientContext(Set<SpiffeId> expected) {
    X509Certificate[] chain = snapshot.svid().chain().toArray(new X509Certificate[0]);
    try {
      return SslContextBuilder.forClient()
          .sslProvider(SslProvider.OPENSSL_REFCNT)
          .protocols(TLS_1_3)
          .keyManager(snapshot.svid().key(), chain)
          .trustManager(new SvidTrustManager(peers, expected))
          // SPIFFE IDs are compared instead of host names.
          .endpointIdentificationAlgorithm(null)
          .build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new TlsContextException(snapshot.svid().id(), e);
    }
  }

  /// The peer of a finished handshake.
  ///
  /// @throws SSLPeerUnverifiedException if it is not a verified one, which a finished handshake
  ///   excludes
  public VerifiedPeer peer(SSLSession session) throws SSLPeerUnverifiedException {
    try {
      return peers.verify((X509Certificate[]) asX509(session.getPeerCertificates()));
    } catch (RefusedPeerException e) {
      SSLPeerUnverifiedException unverified = new SSLPeerUnverifiedException(e.getMessage());
      unverified.initCause(e);
      throw unverified;
    }
  }

  private static X509Certificate[] asX509(java.security.cert.Certificate[] chain) {
    X509Certificate[] certificates = new X509Certificate[chain.length];
    System.arraycopy(chain, 0, certificates, 0, chain.length);
    return certificates;
  }

  /// Gives the native memory back; only once no event loop can reach it any more.
  void release() {
    ReferenceCountUtil.release(server);
    clients.values().forEach(ReferenceCountUtil::release);
  }
}
