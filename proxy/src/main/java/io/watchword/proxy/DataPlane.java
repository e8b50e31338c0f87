package io.watchword.proxy;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.util.NettyRuntime;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// The event loops and the listening sockets on them. Thread-safe.
final class DataPlane implements AutoCloseable {

  private static final int BACKLOG = 1024;

  private final EventLoopGroup loops;
  private final List<Channel> listening = new CopyOnWriteArrayList<>();

  /// @param threads event loops; 0 for one per core
  DataPlane(int threads) {
    int count = threads == 0 ? NettyRuntime.availableProcessors() : threads;
    loops =
        new MultiThreadIoEventLoopGroup(
            count, new DefaultThreadFactory("proxy-loop"), EpollIoHandler.newFactory());
  }

  EventLoopGroup loops() {
    return loops;
  }

  /// Listens; each connection goes through `pipeline`.
  ///
  /// @return the address, with the port that was free if 0 was asked for
  InetSocketAddress listen(InetSocketAddress address, ChannelHandler pipeline) {
    Channel channel =
        new ServerBootstrap()
            .group(loops, loops)
            .channel(EpollServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            // The relays decide what the end of one direction means.
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(pipeline)
            .bind(address)
            .syncUninterruptibly()
            .channel();
    listening.add(channel);
    return (InetSocketAddress) channel.localAddress();
  }

  /// New connections are refused by the kernel from now on; those that are open go on.
  void stopListening() {
    listening.forEach(channel -> channel.close().syncUninterruptibly());
    listening.clear();
  }

  @Override
  public void close() {
    stopListening();
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
