package io.watchword.identity.tls;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.svid.VerifiedX509Svid;
import io.watchword.identity.svid.X509Svid;
import io.watchword.identity.svid.X509SvidValidator;
import io.watchword.identity.workload.NoIdentityException;
import io.watchword.identity.workload.WorkloadApiSource;
import io.watchword.identity.workload.X509Context;
import io.watchword.identity.workload.X509Source;
import io.watchword.identity.workload.wire.EndpointAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// Who this program is, and TLS in that name: contexts that never need to be made again. Thread-safe.
///
/// A handshake uses the SVID, the trust bundles and the revocation lists that are the newest when it
/// happens. No session is ever resumed: each connection verifies its peer. Open connections live on
/// when trust changes; who wants to close them asks [#verify] again from [X509Source#onChange].
///
///     try (WorkloadIdentity me = WorkloadIdentity.fromEnvironment(System.getenv())) {
///       SSLContext tls = me.sslContext(PeerAuthorizer.memberOf("example.org"));
///     }
public final class WorkloadIdentity implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final X509Source source;
  private final InstantSource clock;
  private final X509SvidValidator validator;
  private final Function<X509Context, Optional<X509Svid>> choice;
  private final String chosen;

  private WorkloadIdentity(
      X509Source source,
      InstantSource clock,
      X509SvidValidator validator,
      Function<X509Context, Optional<X509Svid>> choice,
      String chosen) {
    this.source = source;
    this.clock = clock;
    this.validator = validator;
    this.choice = choice;
    this.chosen = chosen;
  }

  /// The default identity that the Workload API at `SPIFFE_ENDPOINT_SOCKET` gives this process;
  /// waits for it up to half a minute.
  ///
  /// @throws NoIdentityException where none came
  /// @throws IllegalArgumentException where the environment does not say where to ask
  public static WorkloadIdentity fromEnvironment(Map<String, String> environment)
      throws InterruptedException {
    return connect(EndpointAddress.fromEnvironment(environment).toString(), LIMIT);
  }

  /// The default identity that a Workload API gives this process.
  ///
  /// @param address `unix:PATH`, `unix:///PATH` or `tcp://IP:PORT`
  /// @param limit how long to wait for it
  /// @throws NoIdentityException where none came
  public static WorkloadIdentity connect(String address, Duration limit)
      throws InterruptedException {
    InstantSource clock = InstantSource.system();
    WorkloadApiSource source =
        WorkloadApiSource.connect(address, clock, RandomGenerator.getDefault());
    try {
      source.awaitFirst(limit);
      return of(source, clock);
    } catch (InterruptedException | RuntimeException e) {
      source.close();
      throw e;
    }
  }

  /// The default identity of `source`, which is closed with this.
  public static WorkloadIdentity of(X509Source source, InstantSource clock) {
    return new WorkloadIdentity(
        source,
        clock,
        new X509SvidValidator(),
        context -> Optional.of(context.defaultSvid()),
        "the default identity");
  }

  /// The same source, but the identity that the operator calls `hint`.
  public WorkloadIdentity withHint(String hint) {
    return new WorkloadIdentity(
        source,
        clock,
        validator,
        context -> context.byHint(hint),
        "an identity with hint `" + hint + "`");
  }

  /// The same source, but the identity with that ID.
  public WorkloadIdentity withId(SpiffeId id) {
    return new WorkloadIdentity(
        source, clock, validator, context -> context.byId(id), "identity `" + id + "`");
  }

  /// The same identity, with another judgement of peers: another policy for revocation lists.
  public WorkloadIdentity withValidator(X509SvidValidator other) {
    return new WorkloadIdentity(source, clock, other, choice, chosen);
  }

  /// Who we are.
  ///
  /// @throws NoIdentityException where there is no SVID, or none that still lives
  public SpiffeId id() {
    return svid().id();
  }

  /// The newest SVID.
  ///
  /// @throws NoIdentityException where there is none, or none that still lives
  public X509Svid svid() {
    X509Svid svid =
        choice
            .apply(source.current())
            .orElseThrow(() -> new NoIdentityException("the Workload API does not give " + chosen));
    if (svid.isExpired(clock.instant())) {
      throw new NoIdentityException("`" + svid.id() + "` has ended at " + svid.notAfter());
    }
    return svid;
  }

  /// Where it all comes from, for those who want to hear of changes.
  public X509Source source() {
    return source;
  }

  /// A context for clients and servers, TLS 1.3 only; servers demand an SVID of their clients. Host
  /// names are not looked at: `authorizer` says who the peer may be.
  public SSLContext sslContext(PeerAuthorizer authorizer) {
    return FreshContexts.context(this::svid, peers(authorizer));
  }

  /// The same for a client on Netty.
  ///
  /// @param applicationProtocols for ALPN, the preferred first: `h2`, `http/1.1`
  public SslContext nettyClient(PeerAuthorizer authorizer, String... applicationProtocols) {
    return netty(true, authorizer, applicationProtocols);
  }

  /// The same for a server on Netty.
  ///
  /// @param applicationProtocols for ALPN, the preferred first: `h2`, `http/1.1`
  public SslContext nettyServer(PeerAuthorizer authorizer, String... applicationProtocols) {
    return netty(false, authorizer, applicationProtocols);
  }

  /// The peer of a connection, by what is trusted now; who was welcome in the handshake may be so
  /// no more.
  ///
  /// @throws io.watchword.identity.svid.InvalidSvidException where its chain proves nothing any
  ///   more
  /// @throws SSLPeerUnverifiedException where it has shown no certificate
  public VerifiedX509Svid verify(SSLSession session) throws SSLPeerUnverifiedException {
    List<X509Certificate> chain = new ArrayList<>();
    for (Certificate certificate : session.getPeerCertificates()) {
      chain.add((X509Certificate) certificate);
    }
    return peers(PeerAuthorizer.anyone()).verify(chain);
  }

  /// Ends the source; no handshake succeeds once its last SVID has ended.
  @Override
  public void close() {
    source.close();
  }

  private PeerCheck peers(PeerAuthorizer authorizer) {
    return new PeerCheck(source, validator, clock, authorizer);
  }

  private SslContext netty(boolean isClient, PeerAuthorizer authorizer, String... protocols) {
    ApplicationProtocolConfig alpn =
        protocols.length == 0
            ? ApplicationProtocolConfig.DISABLED
            : new ApplicationProtocolConfig(
                Protocol.ALPN,
                SelectorFailureBehavior.NO_ADVERTISE,
                SelectedListenerFailureBehavior.ACCEPT,
                protocols);
    return new JdkSslContext(
        sslContext(authorizer),
        isClient,
        null,
        IdentityCipherSuiteFilter.INSTANCE,
        alpn,
        ClientAuth.REQUIRE,
        new String[] {FreshContexts.PROTOCOL},
        false);
  }
}
