package io.watchword.proxy.upstream;

import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;

/// Makes one connection to one address. Thread-safe.
public interface Connector {

  /// Connects on this event loop.
  void connect(EventLoop loop, InetSocketAddress address, int epoch, ConnectOutcome outcome);
}
