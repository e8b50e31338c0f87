package io.watchword.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.watchword.proxy.observe.Cause;
import io.watchword.proxy.observe.Drainable;
import io.watchword.proxy.protocol.DetectProtocol;
import io.watchword.proxy.protocol.RequestHead;
import io.watchword.proxy.relay.HttpDownstream;
import io.watchword.proxy.relay.Routing;
import io.watchword.proxy.relay.TcpRelay;
import io.watchword.proxy.route.HttpRoute;
import io.watchword.proxy.route.StreamRoute;
import java.net.InetAddress;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The journey of a connection from a workload into the mesh, in order: accept, protocol, route,
/// upstream (with mutual TLS), relay. The proxy at the other end decides. One for each listener;
/// every connection stays on its event loop.
final class OutboundPipeline extends ChannelInitializer<SocketChannel> {

  private static final Logger log = LoggerFactory.getLogger(OutboundPipeline.class);

  private final OutboundListener listener;

  OutboundPipeline(OutboundListener listener) {
    this.listener = listener;
  }

  @Override
  protected void initChannel(SocketChannel channel) {
    if (accept(channel)) {
      protocol(channel);
    }
  }

  /// accept: limits before a byte is parsed.
  private boolean accept(SocketChannel channel) {
    InetAddress client = channel.remoteAddress().getAddress();
    if (!listener.admission().enter(client)) {
      listener.settings().metrics().rejected(Cause.LIMIT);
      log.atInfo()
          .addKeyValue("workload", listener.workload())
          .addKeyValue("listener", listener.address().toString())
          .log("too many connections");
      channel.close();
      return false;
    }
    listener.settings().metrics().opened();
    channel
        .closeFuture()
        .addListener(
            closed -> {
              listener.settings().metrics().closed();
              listener.admission().leave(client);
            });
    return true;
  }

  /// protocol: what it speaks.
  private void protocol(Channel channel) {
    switch (listener.protocol()) {
      case HTTP -> relay(channel, true);
      case TCP -> relay(channel, false);
      case DETECT ->
          channel
              .pipeline()
              .addLast(
                  new DetectProtocol(
                      listener.settings().timeouts().detect(),
                      DetectProtocol.LateHttp.PASS,
                      (context, http) -> relay(channel, http)));
    }
  }

  /// route, upstream, relay.
  private void relay(Channel channel, boolean http) {
    Drainable connection =
        http
            ? HttpDownstream.start(channel, this::route, listener.settings())
            : TcpRelay.start(
                channel,
                StreamRoute.intoMesh(listener.mesh()),
                listener.settings().timeouts(),
                listener.settings().metrics());
    listener.registry().addLocal(connection);
    channel.closeFuture().addListener(closed -> listener.registry().removeLocal(connection));
  }

  private void route(RequestHead head, Consumer<Routing> then) {
    then.accept(new Routing.Forward(HttpRoute.intoMesh(head, listener.mesh())));
  }
}
