package io.watchword.ca.admin.wire;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.watchword.ca.admin.AdminCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// The CA's Unix socket for operators: mode 0600 in a directory of mode 0700. Owns its threads.
public final class AdminListener implements AutoCloseable {
  private final Path socket;
  private final Server server;
  private final MultiThreadIoEventLoopGroup loops;
  private final ExecutorService calls;

  private AdminListener(
      Path socket, Server server, MultiThreadIoEventLoopGroup loops, ExecutorService calls) {
    this.socket = socket;
    this.server = server;
    this.loops = loops;
    this.calls = calls;
  }

  /// Listens on `socket` for calls of `services`; one that a crash left behind is replaced.
  ///
  /// @throws IOException where it cannot
  public static AdminListener start(
      Path socket, List<? extends BindableService> services, AdminCalls audit) throws IOException {
    Path directory = Objects.requireNonNull(socket.toAbsolutePath().getParent());
    if (Files.notExists(directory)) {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    Files.deleteIfExists(socket);
    long ownUid = ownUid(directory);
    MultiThreadIoEventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    ExecutorService calls =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("admin-call-", 0).factory());
    PeerCredentials credentials = new PeerCredentials(Set.copyOf(List.of(0L, ownUid)), audit);
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(
                new DomainSocketAddress(socket.toString()), PeerCredentials.server())
            .channelType(EpollServerDomainSocketChannel.class)
            .bossEventLoopGroup(loops)
            .workerEventLoopGroup(loops)
            .executor(calls);
    services.forEach(
        service -> builder.addService(ServerInterceptors.intercept(service, credentials)));
    Server server = builder.build();
    try {
      server.start();
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      server.shutdownNow();
      loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      calls.shutdown();
      throw e;
    }
    return new AdminListener(socket, server, loops, calls);
  }

  @Override
  public void close() throws IOException {
    server.shutdownNow();
    try {
      server.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    calls.shutdown();
    Files.deleteIfExists(socket);
  }

  // Who this process is: the owner of what it makes.
  private static long ownUid(Path directory) throws IOException {
    Path file = Files.createTempFile(directory, ".owner", "");
    try {
      return ((Number) Files.getAttribute(file, "unix:uid")).longValue();
    } finally {
      Files.delete(file);
    }
  }
}
