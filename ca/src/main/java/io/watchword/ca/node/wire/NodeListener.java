package io.watchword.ca.node.wire;

import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.watchword.ca.node.Arrivals;
import io.watchword.ca.node.NodeTls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/// The CA's port for agents: gRPC over TLS 1.3, a client certificate optional. Owns its threads.
public final class NodeListener implements AutoCloseable {
  private final NodeService service;
  private final Server server;
  private final MultiThreadIoEventLoopGroup loops;
  private final ExecutorService calls;

  private NodeListener(
      NodeService service,
      Server server,
      MultiThreadIoEventLoopGroup loops,
      ExecutorService calls) {
    this.service = service;
    this.server = server;
    this.loops = loops;
    this.calls = calls;
  }

  /// Listens on `address`.
  ///
  /// @param arrivals how many agents may come at a time
  /// @throws IOException where it cannot
  public static NodeListener start(
      InetSocketAddress address, NodeService service, NodeTls tls, Arrivals arrivals)
      throws IOException {
    MultiThreadIoEventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    ExecutorService calls =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("node-call-", 0).factory());
    Server server =
        NettyServerBuilder.forAddress(address)
            .channelType(EpollServerSocketChannel.class)
            .bossEventLoopGroup(loops)
            .workerEventLoopGroup(loops)
            .executor(calls)
            .sslContext(context(tls))
            .maxInboundMessageSize(16 * 1024 * 1024)
            .permitKeepAliveTime(5, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .keepAliveTime(30, TimeUnit.SECONDS)
            .addService(
                ServerInterceptors.intercept(service, new Peer(), new ArrivalLimit(arrivals)))
            .build();
    try {
      return new NodeListener(service, server.start(), loops, calls);
    } catch (IOException e) {
      loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      calls.shutdown();
      throw e;
    }
  }

  /// The port it really listens on.
  public int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    service.end();
    server.shutdown();
    try {
      if (!server.awaitTermination(2, TimeUnit.SECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      server.shutdownNow();
    }
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    calls.shutdown();
  }

  private static SslContext context(NodeTls tls) throws SSLException {
    return GrpcSslContexts.configure(SslContextBuilder.forServer(tls.keyManager()), SslProvider.JDK)
        .trustManager(tls.trustManager())
        .protocols("TLSv1.3")
        .clientAuth(ClientAuth.OPTIONAL)
        .build();
  }
}
