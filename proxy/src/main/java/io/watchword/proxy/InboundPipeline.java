package io.watchword.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.watchword.authz.decision.ConnectionFacts;
import io.watchword.proxy.authorize.ConnectionPermit;
import io.watchword.proxy.authorize.RequestPermit;
import io.watchword.proxy.authorize.Verdict;
import io.watchword.proxy.observe.Cause;
import io.watchword.proxy.observe.ConnectionOrigin;
import io.watchword.proxy.observe.Direction;
import io.watchword.proxy.observe.Drainable;
import io.watchword.proxy.observe.OpenConnection;
import io.watchword.proxy.observe.PeerFacts;
import io.watchword.proxy.peer.PeerIdentity;
import io.watchword.proxy.peer.PeerVerifier;
import io.watchword.proxy.protocol.DetectProtocol;
import io.watchword.proxy.protocol.RequestHead;
import io.watchword.proxy.relay.HoldReads;
import io.watchword.proxy.relay.HttpDownstream;
import io.watchword.proxy.relay.HttpJourney;
import io.watchword.proxy.relay.HttpUpstream;
import io.watchword.proxy.relay.Routing;
import io.watchword.proxy.relay.TcpRelay;
import io.watchword.proxy.route.ClientCertificateField;
import io.watchword.proxy.route.HttpRoute;
import io.watchword.proxy.route.StreamRoute;
import io.watchword.proxy.tls.Handshake;
import io.watchword.proxy.tls.HandshakeFailure;
import io.watchword.proxy.tls.TlsIdentity;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The journey of a connection to a workload, in order: accept, tls, peer, protocol, authorize,
/// route, upstream, relay. One for each listener; every connection runs on its event loop from its
/// first byte to its last.
final class InboundPipeline extends ChannelInitializer<SocketChannel> {

  private static final Logger log = LoggerFactory.getLogger(InboundPipeline.class);

  private final InboundListener listener;

  InboundPipeline(InboundListener listener) {
    this.listener = listener;
  }

  @Override
  protected void initChannel(SocketChannel channel) {
    new Connection(channel).accept();
  }

  /// One connection on its way.
  private final class Connection implements Handshake.Outcome, HttpJourney {

    private final Channel channel;
    private final InetSocketAddress client;
    private final String id = listener.shared().ids().connection();
    private Optional<TlsIdentity> identity = Optional.empty();
    private PeerFacts peerFacts = PeerFacts.NONE;

    // Set by the step of its name, used by the requests after it.
    private Optional<ConnectionPermit> permit = Optional.empty();
    private Optional<ClientCertificateField> certificateField = Optional.empty();

    Connection(SocketChannel channel) {
      this.channel = channel;
      this.client = channel.remoteAddress();
    }

    /// accept: limits before a byte is parsed, and nothing at all without an identity and a policy.
    void accept() {
      if (!listener.admission().enter(client.getAddress())) {
        refuse(Cause.LIMIT, "too many connections");
        return;
      }
      listener.settings().metrics().opened();
      channel.closeFuture().addListener(closed -> left());
      Optional<TlsIdentity> current = listener.tls().current();
      if (current.isEmpty()) {
        refuse(Cause.NO_IDENTITY, "the workload has no valid svid");
      } else if (!listener.authorizer().isReady()) {
        refuse(Cause.NO_POLICY, "no policy is in force");
      } else {
        identity = current;
        tls(current.get());
      }
    }

    private void left() {
      listener.settings().metrics().closed();
      listener.admission().leave(client.getAddress());
    }

    /// tls: both sides show an SVID, or the handshake fails.
    private void tls(TlsIdentity current) {
      channel
          .pipeline()
          .addLast(
              current.serverHandler(channel.alloc(), listener.settings().timeouts().handshake()))
          .addLast(new Handshake(this));
    }

    @Override
    public void failed(HandshakeFailure failure) {
      refuse(failure.cause(), failure.detail());
    }

    /// peer: who it is.
    @Override
    public void completed(SSLSession session) {
      try {
        PeerIdentity peer = PeerVerifier.verify(identity.orElseThrow(), session, client);
        peerFacts = peer.facts();
        protocol(peer);
      } catch (SSLPeerUnverifiedException e) {
        refuse(Cause.INVALID_SVID, String.valueOf(e.getMessage()));
      }
    }

    /// protocol: what it speaks.
    private void protocol(PeerIdentity peer) {
      switch (listener.protocol()) {
        case HTTP -> authorize(peer, true);
        case TCP -> authorize(peer, false);
        case DETECT ->
            channel
                .pipeline()
                .addLast(
                    new DetectProtocol(
                        listener.settings().timeouts().detect(),
                        DetectProtocol.LateHttp.CLOSE,
                        (context, http) -> authorize(peer, http)));
      }
    }

    /// authorize: the connection; on HTTP only rules for connections act here.
    private void authorize(PeerIdentity peer, boolean http) {
      ConnectionFacts facts =
          new ConnectionFacts(
              id,
              peer.source(),
              listener.destination(),
              ((InetSocketAddress) channel.localAddress()).getAddress().getHostAddress(),
              listener.applicationPort(),
              http ? "http" : "tcp",
              peer.tls());
      HoldReads held = HoldReads.on(channel);
      listener
          .authorizer()
          .connection(
              peer,
              facts,
              channel.eventLoop(),
              verdict -> {
                switch (verdict) {
                  case Verdict.Permitted<ConnectionPermit>(ConnectionPermit permitted) ->
                      relay(permitted, http);
                  case Verdict.Refused<ConnectionPermit>(String decisionId) ->
                      denied(decisionId, http);
                }
                held.release(channel);
              });
    }

    /// route, upstream, relay: of streams here, of requests in [#route].
    private void relay(ConnectionPermit permitted, boolean http) {
      if (!channel.isActive()) {
        return;
      }
      listener.shared().traffic().accepted(origin(), peerFacts, true);
      permit = Optional.of(permitted);
      if (http) {
        certificateField =
            Optional.of(
                ClientCertificateField.of(
                    identity.orElseThrow().snapshot().svid().id().toString(), permitted.peer()));
        HttpDownstream requests = HttpDownstream.start(channel, this, listener.settings());
        opened("http", permitted, requests);
        endWithProof(permitted.peer(), requests);
      } else {
        StreamRoute<HttpUpstream> route =
            StreamRoute.toApplication(permitted, listener.application());
        opened(
            "tcp",
            permitted,
            TcpRelay.start(
                channel, route, listener.settings().timeouts(), listener.settings().metrics()));
      }
    }

    /// A connection that is kept must not keep an identity beyond its certificate: the first answer
    /// after that is the last one.
    private void endWithProof(PeerIdentity peer, HttpDownstream requests) {
      Duration left = Duration.between(listener.shared().clock().instant(), peer.until());
      ScheduledFuture<?> end =
          channel
              .eventLoop()
              .schedule(requests::drain, Math.max(0, left.toMillis()), TimeUnit.MILLISECONDS);
      channel.closeFuture().addListener(closed -> end.cancel(false));
    }

    /// authorize and route, for each request.
    @Override
    public void route(RequestHead head, Consumer<Routing> then) {
      listener
          .authorizer()
          .request(
              permit.orElseThrow(),
              head,
              channel.eventLoop(),
              verdict ->
                  then.accept(
                      switch (verdict) {
                        case Verdict.Permitted<RequestPermit>(RequestPermit permitted) ->
                            new Routing.Forward(
                                HttpRoute.toApplication(
                                    permitted,
                                    listener.application(),
                                    certificateField.orElseThrow()));
                        case Verdict.Refused<RequestPermit>(String decisionId) ->
                            new Routing.Denied(decisionId);
                      }));
    }

    private void opened(String protocol, ConnectionPermit permitted, Drainable drainable) {
      OpenConnection open =
          new OpenConnection(
              origin(),
              peerFacts,
              protocol,
              identity.orElseThrow().snapshot().rootSha256(),
              permitted.peer().spiffeId().trustDomain().name(),
              listener.shared().clock().instant(),
              drainable);
      listener.shared().registry().add(open);
      channel.closeFuture().addListener(closed -> listener.shared().registry().remove(open));
    }

    /// A peer that speaks HTTP is told so in HTTP, once, without a byte going further. More
    /// requests would be answered without a record of them.
    private void denied(String decisionId, boolean http) {
      listener.settings().metrics().rejected(Cause.DENIED);
      listener.shared().traffic().rejected(origin(), peerFacts, Cause.DENIED, decisionId);
      log.atInfo()
          .addKeyValue("connection_id", id)
          .addKeyValue("decision_id", decisionId)
          .addKeyValue("workload", listener.destination().workload())
          .addKeyValue("peer_spiffe_id", peerFacts.spiffeId())
          .log("connection denied");
      if (http && channel.isActive()) {
        HttpDownstream.answerOnce(
            channel,
            (head, then) -> then.accept(new Routing.Denied(decisionId)),
            listener.settings());
      } else {
        channel.close();
      }
    }

    private void refuse(Cause cause, String detail) {
      listener.settings().metrics().rejected(cause);
      listener.shared().traffic().rejected(origin(), peerFacts, cause, "");
      log.atInfo()
          .addKeyValue("connection_id", id)
          .addKeyValue("workload", listener.destination().workload())
          .addKeyValue("peer", client)
          .addKeyValue("cause", cause.word())
          .addKeyValue("detail", detail)
          .log("connection refused");
      channel.close();
    }

    private ConnectionOrigin origin() {
      return new ConnectionOrigin(
          id,
          Direction.INBOUND,
          listener.address().toString(),
          listener.destination().workload(),
          identity.map(i -> i.snapshot().svid().id().toString()).orElse(""),
          client.getAddress().getHostAddress() + ":" + client.getPort());
    }
  }
}
