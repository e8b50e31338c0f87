package io.watchword.agent.workload.wire;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.InternalNettyServerCredentials;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.watchword.agent.attestation.WorkloadAttestation;
import io.watchword.agent.workload.CallerLimits;
import io.watchword.agent.workload.SocketException;
import io.watchword.agent.workload.SocketFile;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The gRPC server on the Unix socket: Workload API, the services beside it, reflection and health.
/// Its calls run on one event loop and never block it.
public final class WorkloadApiServer implements AutoCloseable {

  private static final int CONNECTIONS_PER_USER = 512;
  private static final int CALLS_PER_CONNECTION = 128;
  private static final int MAX_MESSAGE = 1024 * 1024;

  private final Server server;
  private final SocketFile file;
  private final OpenStreams streams;
  private final HealthStatusManager health;

  private WorkloadApiServer(
      Server server, SocketFile file, OpenStreams streams, HealthStatusManager health) {
    this.server = server;
    this.file = file;
    this.streams = streams;
    this.health = health;
  }

  /// Serves on `file`.
  ///
  /// @param services whose callers are attested
  /// @param streams of those services, ended before the server
  /// @param loop epoll; not closed by this
  /// @throws SocketException where the socket cannot be had
  public static WorkloadApiServer start(
      SocketFile file,
      List<BindableService> services,
      OpenStreams streams,
      WorkloadAttestation attestation,
      CallerLimits limits,
      EventLoopGroup loop) {
    HealthStatusManager health = new HealthStatusManager();
    CallerInterceptor interceptor = new CallerInterceptor(attestation, limits);
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(
                new DomainSocketAddress(file.prepare().toFile()),
                InternalNettyServerCredentials.create(
                    new PeerCredentialsNegotiator(
                        attestation, new ConnectionLimit(CONNECTIONS_PER_USER))))
            .channelType(EpollServerDomainSocketChannel.class)
            .bossEventLoopGroup(loop)
            .workerEventLoopGroup(loop)
            .directExecutor()
            .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION)
            .maxInboundMessageSize(MAX_MESSAGE)
            .permitKeepAliveTime(5, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .addService(health.getHealthService())
            .addService(ProtoReflectionServiceV1.newInstance());
    services.forEach(one -> builder.addService(ServerInterceptors.intercept(one, interceptor)));
    Server server = builder.build();
    try {
      server.start();
      file.publish();
    } catch (IOException | SocketException e) {
      server.shutdownNow();
      throw new SocketException("Workload API cannot be served: " + e.getMessage(), e);
    }
    return new WorkloadApiServer(server, file, streams, health);
  }

  /// Tells health checkers on the socket whether identities can be had.
  public void serving(boolean yes) {
    health.setStatus("", yes ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
  }

  /// Ends the streams, waits a little for calls, removes the socket.
  @Override
  public void close() {
    file.close();
    health.enterTerminalState();
    server.shutdown();
    streams.endAll();
    try {
      if (!server.awaitTermination(1, TimeUnit.SECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
