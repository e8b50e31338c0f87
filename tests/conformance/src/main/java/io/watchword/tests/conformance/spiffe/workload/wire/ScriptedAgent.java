package io.watchword.tests.conformance.spiffe.workload.wire;

import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.watchword.api.workload.X509SVIDResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// A Workload API on a Unix socket that says what a test tells it to, and remembers who called and
/// how. Thread-safe.
final class ScriptedAgent implements AutoCloseable {

  /// A stream that a client has opened.
  static final class Call {
    private final ServerCall<byte[], byte[]> call;
    private final List<String> headers;
    private volatile boolean left;

    Call(ServerCall<byte[], byte[]> call, List<String> headers) {
      this.call = call;
      this.headers = headers;
    }

    /// Values of the security header.
    List<String> headers() {
      return headers;
    }

    boolean hasLeft() {
      return left;
    }

    synchronized void say(X509SVIDResponse state) {
      if (!left) {
        call.sendMessage(state.toByteArray());
      }
    }

    synchronized void end(Status status) {
      if (!left) {
        left = true;
        call.close(status, new Metadata());
      }
    }
  }

  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
  private final List<String> others = new CopyOnWriteArrayList<>();
  private final AtomicReference<Optional<Status>> answer = new AtomicReference<>(Optional.empty());
  private final Server server;

  private ScriptedAgent(Path socket) {
    ServerServiceDefinition.Builder service = ServerServiceDefinition.builder("SpiffeWorkloadAPI");
    for (Rpc rpc : Rpc.values()) {
      if (rpc.isSpecified()) {
        service.addMethod(ServerMethodDefinition.create(rpc.descriptor(), handler(rpc)));
      }
    }
    server =
        NettyServerBuilder.forAddress(new DomainSocketAddress(socket.toString()))
            .channelType(EpollServerDomainSocketChannel.class)
            .bossEventLoopGroup(loop)
            .workerEventLoopGroup(loop)
            .directExecutor()
            .addService(service.build())
            .build();
  }

  static ScriptedAgent start(Path socket) {
    ScriptedAgent agent = new ScriptedAgent(socket);
    try {
      agent.server.start();
      return agent;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// From now on every call ends with this.
  void refuse(Status status) {
    answer.set(Optional.of(status));
  }

  /// The next FetchX509SVID, if one comes in time.
  Optional<Call> next(Duration patience) {
    try {
      return Optional.ofNullable(calls.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /// Names of other calls that were made.
  List<String> others() {
    return List.copyOf(others);
  }

  private ServerCallHandler<byte[], byte[]> handler(Rpc rpc) {
    return (call, headers) -> {
      List<String> values = new ArrayList<>();
      Iterable<String> all = headers.getAll(RawClient.SECURITY_HEADER);
      if (all != null) {
        all.forEach(values::add);
      }
      Call accepted = new Call(call, values);
      call.request(1);
      call.sendHeaders(new Metadata());
      Optional<Status> refusal = Objects.requireNonNull(answer.get());
      if (rpc == Rpc.FETCH_X509_SVID) {
        refusal.ifPresent(accepted::end);
        calls.add(accepted);
      } else {
        others.add(rpc.shortName());
        accepted.end(Status.UNIMPLEMENTED);
      }
      return new ServerCall.Listener<>() {
        @Override
        public void onCancel() {
          accepted.left = true;
        }
      };
    };
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
