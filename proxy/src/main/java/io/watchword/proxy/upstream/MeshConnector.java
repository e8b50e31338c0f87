package io.watchword.proxy.upstream;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.watchword.identity.id.SpiffeId;
import io.watchword.proxy.observe.Cause;
import io.watchword.proxy.observe.PeerFacts;
import io.watchword.proxy.peer.PeerIdentity;
import io.watchword.proxy.peer.PeerVerifier;
import io.watchword.proxy.tls.Handshake;
import io.watchword.proxy.tls.HandshakeFailure;
import io.watchword.proxy.tls.TlsIdentity;
import io.watchword.proxy.tls.WorkloadTls;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// Connects to a proxy of the mesh: mutual TLS, and only with one of the expected peers.
/// Thread-safe.
public final class MeshConnector implements Connector {

  private final WorkloadTls tls;
  private final Set<SpiffeId> expected;
  private final Duration connectTimeout;
  private final Duration handshakeTimeout;
  private final OutboundRecorder recorder;

  /// @param expected the only peers to talk to, at least one
  public MeshConnector(
      WorkloadTls tls,
      Set<SpiffeId> expected,
      Duration connectTimeout,
      Duration handshakeTimeout,
      OutboundRecorder recorder) {
    this.tls = tls;
    this.expected = Set.copyOf(expected);
    this.connectTimeout = connectTimeout;
    this.handshakeTimeout = handshakeTimeout;
    this.recorder = recorder;
    if (expected.isEmpty()) {
      throw new IllegalArgumentException("no expected peers (expected: at least one SPIFFE ID)");
    }
  }

  @Override
  public void connect(
      EventLoop loop, InetSocketAddress address, int epoch, ConnectOutcome outcome) {
    Optional<TlsIdentity> identity = tls.current();
    if (identity.isEmpty()) {
      recorder.rejected(address, "", PeerFacts.NONE, Cause.NO_IDENTITY, "no valid svid");
      outcome.failed(UpstreamFailure.NO_IDENTITY);
      return;
    }
    Attempt attempt = new Attempt(identity.get(), address, epoch, outcome);
    Bootstrap bootstrap = SocketOptions.bootstrap(loop, connectTimeout).handler(attempt);
    bootstrap
        .connect(address)
        .addListener(
            done -> {
              if (done.isSuccess()) {
                attempt.tcpConnected();
              } else {
                attempt.tcpFailed();
              }
            });
  }

  /// One connection being made. Runs on its event loop.
  private final class Attempt extends ChannelInitializer<Channel> implements Handshake.Outcome {

    private final TlsIdentity identity;
    private final InetSocketAddress address;
    private final int epoch;
    private final ConnectOutcome outcome;
    private boolean settled;
    private boolean tcpConnected;
    private @Nullable Channel channel;

    Attempt(TlsIdentity identity, InetSocketAddress address, int epoch, ConnectOutcome outcome) {
      this.identity = identity;
      this.address = address;
      this.epoch = epoch;
      this.outcome = outcome;
    }

    @Override
    protected void initChannel(Channel made) {
      channel = made;
      made.pipeline()
          .addLast(identity.clientHandler(made.alloc(), expected, handshakeTimeout))
          .addLast(new Handshake(this));
    }

    void tcpConnected() {
      tcpConnected = true;
    }

    void tcpFailed() {
      settle(UpstreamFailure.CONNECT_FAILED);
    }

    @Override
    public void completed(SSLSession session) {
      Channel connected = channel;
      if (settled || connected == null) {
        return;
      }
      settled = true;
      try {
        PeerIdentity peer = PeerVerifier.verify(identity, session, address);
        outcome.connected(
            new UpstreamChannel(
                connected, true, epoch, recorder.accepted(connected, identity, peer, address)));
      } catch (SSLPeerUnverifiedException e) {
        connected.close();
        outcome.failed(UpstreamFailure.TLS_FAILED);
      }
    }

    @Override
    public void failed(HandshakeFailure failure) {
      // A connection that was never made has had no handshake; the connect listener tells of it.
      if (!settled && tcpConnected) {
        recorder.rejected(
            address,
            identity.snapshot().svid().id().toString(),
            PeerFacts.NONE,
            failure.cause(),
            failure.detail());
        settle(UpstreamFailure.TLS_FAILED);
      }
    }

    private void settle(UpstreamFailure failure) {
      if (!settled) {
        settled = true;
        outcome.failed(failure);
      }
    }
  }
}
