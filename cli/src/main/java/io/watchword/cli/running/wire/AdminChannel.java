package io.watchword.cli.running.wire;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.watchword.cli.running.NotRunningException;
import io.watchword.cli.running.RefusedException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// A connection to the CA's Unix socket, and what its failures mean. Owns a thread.
final class AdminChannel implements AutoCloseable {
  static final long DEADLINE_SECONDS = 10;

  private final Path socket;
  private final EventLoopGroup loop;
  private final ManagedChannel channel;

  private AdminChannel(Path socket) {
    this.socket = socket;
    this.loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    this.channel =
        NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
            .eventLoopGroup(loop)
            .channelType(EpollDomainSocketChannel.class)
            .overrideAuthority("localhost")
            .usePlaintext()
            .directExecutor()
            .build();
  }

  /// Connects to `socket` with the first call.
  static AdminChannel to(Path socket) {
    return new AdminChannel(socket);
  }

  Channel channel() {
    return channel;
  }

  /// The answer of `call`, or what its failure means to an operator.
  <T> T call(Supplier<T> call) {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      throw problem(e);
    }
  }

  RuntimeException problem(StatusRuntimeException e) {
    Status status = e.getStatus();
    String said =
        status.getDescription() == null ? status.getCode().name() : status.getDescription();
    return switch (status.getCode()) {
      case UNAVAILABLE ->
          new NotRunningException(
              "the CA does not answer on `unix:" + socket + "`: " + said + "; is the mesh up?", e);
      case DEADLINE_EXCEEDED ->
          new NotRunningException(
              "the CA did not answer on `unix:" + socket + "` within " + DEADLINE_SECONDS + " s",
              e);
      default -> new RefusedException(status.getCode().name(), said);
    };
  }

  @Override
  public void close() {
    channel.shutdownNow();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
