package io.watchword.cli.running.wire;

import com.google.protobuf.Timestamp;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.watchword.api.entries.EntriesGrpc;
import io.watchword.api.entries.Entry;
import io.watchword.api.entries.ListEntriesRequest;
import io.watchword.api.roots.GetRootStatusRequest;
import io.watchword.api.roots.RootStatus;
import io.watchword.api.roots.RootsGrpc;
import io.watchword.cli.running.CaAnswer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// A CA that keeps entries in memory and plays a rotation. Thread-safe.
public final class FakeCa implements AutoCloseable {

  private final List<Entry> entries = new CopyOnWriteArrayList<>();
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final Server server;
  private volatile List<String> rotation = List.of();

  private FakeCa(Path socket) throws IOException {
    server =
        NettyServerBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
            .channelType(EpollServerDomainSocketChannel.class)
            .bossEventLoopGroup(loop)
            .workerEventLoopGroup(loop)
            .directExecutor()
            .addService(new EntryCalls())
            .addService(new RootCalls())
            .build()
            .start();
  }

  /// Listens on `socket`.
  public static FakeCa start(Path socket) throws IOException {
    return new FakeCa(socket);
  }

  /// The entries it holds.
  public List<CaAnswer.Entry> entries() {
    return entries.stream().map(EntriesClient::answer).toList();
  }

  /// Names of the calls that changed something, in their order.
  public List<String> calls() {
    return List.copyOf(calls);
  }

  /// The states that a rotation goes through. With a last one that is no end it stands still there.
  public void rotation(String... states) {
    rotation = List.of(states);
  }

  @Override
  public void close() {
    server.shutdownNow();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private final class EntryCalls extends EntriesGrpc.EntriesImplBase {

    @Override
    public void listEntries(ListEntriesRequest request, StreamObserver<Entry> answer) {
      entries.forEach(answer::onNext);
      answer.onCompleted();
    }

    @Override
    public void createEntry(Entry request, StreamObserver<Entry> answer) {
      calls.add("create " + request.getHint());
      Entry made =
          request.toBuilder().setEntryId("e-" + (entries.size() + 1)).setRevision(1).build();
      entries.add(made);
      answer.onNext(made);
      answer.onCompleted();
    }

    @Override
    public void updateEntry(Entry request, StreamObserver<Entry> answer) {
      calls.add("update " + request.getHint());
      Entry before =
          entries.stream()
              .filter(entry -> entry.getEntryId().equals(request.getEntryId()))
              .filter(entry -> entry.getRevision() == request.getRevision())
              .findFirst()
              .orElse(null);
      if (before == null) {
        answer.onError(
            Status.ABORTED.withDescription("ca/entry-changed: not that one").asException());
        return;
      }
      Entry made = request.toBuilder().setRevision(before.getRevision() + 1).build();
      entries.set(entries.indexOf(before), made);
      answer.onNext(made);
      answer.onCompleted();
    }
  }

  private final class RootCalls extends RootsGrpc.RootsImplBase {

    @Override
    public void watchRotation(GetRootStatusRequest request, StreamObserver<RootStatus> answer) {
      rotation.forEach(state -> answer.onNext(status(state)));
      String last = rotation.getLast();
      if (last.equals("DONE") || last.equals("ABORTED")) {
        answer.onCompleted();
      }
    }

    private static RootStatus status(String state) {
      boolean suspended = state.endsWith(" (suspended)");
      return RootStatus.newBuilder()
          .setRotation("r-1")
          .setState(suspended ? state.substring(0, state.indexOf(' ')) : state)
          .setSince(Timestamp.newBuilder().setSeconds(1_772_366_400))
          .setSuspended(suspended)
          .build();
    }
  }
}
