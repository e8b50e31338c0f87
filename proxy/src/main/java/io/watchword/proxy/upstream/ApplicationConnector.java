package io.watchword.proxy.upstream;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.time.Duration;

/// Connects to the workload's own application, in plaintext on this host. Thread-safe.
public final class ApplicationConnector implements Connector {

  private final Duration connectTimeout;

  /// @param connectTimeout after which an address counts as dead
  public ApplicationConnector(Duration connectTimeout) {
    this.connectTimeout = connectTimeout;
  }

  @Override
  public void connect(
      EventLoop loop, InetSocketAddress address, int epoch, ConnectOutcome outcome) {
    ChannelHandler nothingYet = new ChannelHandlerAdapter() {};
    ChannelFuture connecting =
        SocketOptions.bootstrap(loop, connectTimeout).handler(nothingYet).connect(address);
    connecting.addListener(
        done -> {
          if (!done.isSuccess()) {
            outcome.failed(UpstreamFailure.CONNECT_FAILED);
            return;
          }
          connecting.channel().pipeline().remove(nothingYet);
          outcome.connected(
              new UpstreamChannel(connecting.channel(), false, epoch, drainable -> {}));
        });
  }
}
