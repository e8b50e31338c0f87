package io.watchword.proxy.upstream;

import io.netty.channel.Channel;
import io.watchword.proxy.observe.Cause;
import io.watchword.proxy.observe.ConnectionOrigin;
import io.watchword.proxy.observe.ConnectionRegistry;
import io.watchword.proxy.observe.Direction;
import io.watchword.proxy.observe.Drainable;
import io.watchword.proxy.observe.Ids;
import io.watchword.proxy.observe.ListenerAddress;
import io.watchword.proxy.observe.ListenerMetrics;
import io.watchword.proxy.observe.OpenConnection;
import io.watchword.proxy.observe.PeerFacts;
import io.watchword.proxy.observe.TrafficLog;
import io.watchword.proxy.peer.PeerIdentity;
import io.watchword.proxy.tls.TlsIdentity;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes down the connections that one outbound listener makes into the mesh. Thread-safe.
public final class OutboundRecorder {

  private static final Logger log = LoggerFactory.getLogger(OutboundRecorder.class);

  private final String workload;
  private final String protocol;
  private final ListenerAddress listener;
  private final TrafficLog traffic;
  private final ConnectionRegistry registry;
  private final ListenerMetrics metrics;
  private final Ids ids;
  private final InstantSource clock;

  /// @param listener address of the listener, once it is bound
  public OutboundRecorder(
      String workload,
      String protocol,
      ListenerAddress listener,
      TrafficLog traffic,
      ConnectionRegistry registry,
      ListenerMetrics metrics,
      Ids ids,
      InstantSource clock) {
    this.workload = workload;
    this.protocol = protocol;
    this.listener = listener;
    this.traffic = traffic;
    this.registry = registry;
    this.metrics = metrics;
    this.ids = ids;
    this.clock = clock;
  }

  /// Both sides are authenticated; the connection is listed until it closes.
  UpstreamChannel.Lease accepted(
      Channel channel, TlsIdentity identity, PeerIdentity peer, InetSocketAddress address) {
    ConnectionOrigin origin = origin(address, identity.snapshot().svid().id().toString());
    traffic.accepted(origin, peer.facts(), true);
    Delegate drainable = new Delegate(channel);
    OpenConnection open =
        new OpenConnection(
            origin,
            peer.facts(),
            protocol,
            identity.snapshot().rootSha256(),
            peer.spiffeId().trustDomain().name(),
            clock.instant(),
            drainable);
    registry.add(open);
    channel.closeFuture().addListener(closed -> registry.remove(open));
    return drainable;
  }

  /// Ends the connection through whoever uses it, once that is known.
  private static final class Delegate implements Drainable, UpstreamChannel.Lease {

    private final Channel channel;
    private volatile @Nullable Drainable user;

    Delegate(Channel channel) {
      this.channel = channel;
    }

    @Override
    public void drainThrough(Drainable drainable) {
      user = drainable;
    }

    @Override
    public void drain() {
      Drainable now = user;
      if (now != null) {
        now.drain();
      }
    }

    @Override
    public void finish() {
      Drainable now = user;
      if (now != null) {
        now.finish();
      } else {
        channel.close();
      }
    }
  }

  /// The handshake failed, or could not be begun.
  void rejected(
      InetSocketAddress address, String localId, PeerFacts peer, Cause cause, String detail) {
    metrics.rejected(cause);
    ConnectionOrigin origin = origin(address, localId);
    traffic.rejected(origin, peer, cause, "");
    log.atWarn()
        .addKeyValue("connection_id", origin.connectionId())
        .addKeyValue("workload", workload)
        .addKeyValue("upstream", origin.peerAddress())
        .addKeyValue("cause", cause.word())
        .addKeyValue("detail", detail)
        .log("no authenticated connection to upstream");
  }

  private ConnectionOrigin origin(InetSocketAddress address, String localId) {
    return new ConnectionOrigin(
        ids.connection(),
        Direction.OUTBOUND,
        listener.toString(),
        workload,
        localId,
        address.getAddress().getHostAddress() + ":" + address.getPort());
  }
}
