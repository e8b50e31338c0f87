package io.watchword.proxy.relay;

import io.netty.channel.Channel;
import io.watchword.proxy.config.Timeouts;
import io.watchword.proxy.observe.Drainable;
import io.watchword.proxy.observe.ListenerMetrics;
import io.watchword.proxy.route.StreamRoute;
import io.watchword.proxy.upstream.ConnectOutcome;
import io.watchword.proxy.upstream.UpstreamChannel;
import io.watchword.proxy.upstream.UpstreamFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One TCP connection through the proxy: two sides that pass each other's bytes on, each no faster
/// than the other takes them, and each direction ended by itself. Runs on the connection's event
/// loop; [#drain] and [#finish] may be called from anywhere.
public final class TcpRelay implements Drainable {

  private static final Logger log = LoggerFactory.getLogger(TcpRelay.class);

  private final Channel client;
  private final TcpSide clientSide;

  private TcpRelay(Channel client, TcpSide clientSide) {
    this.client = client;
    this.clientSide = clientSide;
  }

  /// Connects the client to where the route leads. Its bytes are held until then.
  public static TcpRelay start(
      Channel client, StreamRoute<HttpUpstream> route, Timeouts timeouts, ListenerMetrics metrics) {
    TcpSide clientSide = new TcpSide(client, timeouts.tcpIdle(), metrics::received);
    client.config().setAutoRead(false);
    client.pipeline().addLast(clientSide);
    route
        .upstream()
        .connect(
            client.eventLoop(),
            new ConnectOutcome() {
              @Override
              public void connected(UpstreamChannel made) {
                Channel upstream = made.channel();
                if (!client.isActive()) {
                  upstream.close();
                  return;
                }
                TcpSide upstreamSide = new TcpSide(upstream, timeouts.tcpIdle(), metrics::sent);
                upstream.pipeline().addLast(upstreamSide);
                TcpSide.join(clientSide, upstreamSide);
                made.lease().drainThrough(new TcpRelay(upstream, upstreamSide));
              }

              @Override
              public void failed(UpstreamFailure failure) {
                log.atInfo().addKeyValue("code", failure.code()).log("tcp connection ended");
                client.close();
              }
            });
    return new TcpRelay(client, clientSide);
  }

  /// Nothing yet: there is no point in a stream at which ending it loses nothing.
  @Override
  public void drain() {}

  @Override
  public void finish() {
    client.eventLoop().execute(clientSide::finish);
  }
}
