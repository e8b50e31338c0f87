package io.watchword.identity.workload.wire;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.spiffe.workloadapi.internal.SecurityHeaderInterceptor;
import java.net.UnixDomainSocketAddress;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// A gRPC channel to the agent on a thread of its own, on the one Netty of the process.
/// Thread-safe; callbacks and timers run on that thread.
public final class AgentChannel implements AutoCloseable {

  private static final int MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

  private final EventLoopGroup thread;
  private final ManagedChannel channel;

  /// Does not connect yet.
  ///
  /// @param address where the agent listens
  /// @param threadName what the thread is called
  public AgentChannel(EndpointAddress address, String threadName) {
    boolean epoll = Epoll.isAvailable();
    this.thread =
        new MultiThreadIoEventLoopGroup(
            1,
            new DefaultThreadFactory(threadName, true),
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    this.channel =
        builder(address, epoll)
            .eventLoopGroup(thread)
            .directExecutor()
            .usePlaintext()
            .overrideAuthority("localhost")
            .disableRetry()
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            // java-spiffe's: `workload.spiffe.io: true`.
            .intercept(new SecurityHeaderInterceptor())
            .build();
  }

  /// The thread, for timers too.
  public ScheduledExecutorService thread() {
    return thread;
  }

  /// Connect at once at the next call, however often it failed: whoever calls keeps the pace.
  public void forgetFailures() {
    channel.resetConnectBackoff();
  }

  ManagedChannel channel() {
    return channel;
  }

  @Override
  public void close() {
    channel.shutdownNow();
    thread.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private static NettyChannelBuilder builder(EndpointAddress address, boolean epoll) {
    return switch (address) {
      case EndpointAddress.UnixSocket(var path) ->
          epoll
              ? NettyChannelBuilder.forAddress(new DomainSocketAddress(path.toString()))
                  .channelType(EpollDomainSocketChannel.class)
              : NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(path))
                  .channelType(NioDomainSocketChannel.class);
      case EndpointAddress.Tcp(var socket) ->
          NettyChannelBuilder.forAddress(socket)
              .channelType(epoll ? EpollSocketChannel.class : NioSocketChannel.class);
    };
  }
}
