package io.watchword.cli.running.wire;

import com.google.protobuf.Duration;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.watchword.api.admin.AdminGrpc;
import io.watchword.api.admin.AgentRef;
import io.watchword.api.admin.CreateTokenRequest;
import io.watchword.api.admin.Entry;
import io.watchword.api.admin.EntryRef;
import io.watchword.api.admin.GetInfoRequest;
import io.watchword.api.admin.GetRootStatusRequest;
import io.watchword.api.admin.ListAgentsRequest;
import io.watchword.api.admin.ListEntriesRequest;
import io.watchword.api.admin.ListRootsRequest;
import io.watchword.api.admin.ResumeRotationRequest;
import io.watchword.api.admin.RevokeRootRequest;
import io.watchword.api.admin.RootStatus;
import io.watchword.api.admin.RotateRootRequest;
import io.watchword.api.admin.ShowBundleRequest;
import io.watchword.cli.running.CaAnswer;
import io.watchword.cli.running.NotRunningException;
import io.watchword.cli.running.RefusedException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// The CA's admin API over its Unix socket. Blocking; each call has a deadline of 10 s, except
/// watching a rotation.
public final class AdminClient implements AutoCloseable {

  private static final long DEADLINE_SECONDS = 10;

  private final Path socket;
  private final EventLoopGroup loop;
  private final ManagedChannel channel;
  private final AdminGrpc.AdminBlockingStub admin;

  private AdminClient(Path socket) {
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
    this.admin = AdminGrpc.newBlockingStub(channel);
  }

  /// A client of the CA that listens on `socket`. Connects with the first call.
  public static AdminClient of(Path socket) {
    return new AdminClient(socket);
  }

  public CaAnswer.Info info() {
    return Answers.info(call(() -> timed().getInfo(GetInfoRequest.getDefaultInstance())));
  }

  public CaAnswer.Entry createEntry(CaAnswer.Entry entry) {
    return Answers.entry(call(() -> timed().createEntry(message(entry))));
  }

  public CaAnswer.Entry updateEntry(CaAnswer.Entry entry) {
    return Answers.entry(call(() -> timed().updateEntry(message(entry))));
  }

  public CaAnswer.Entry showEntry(String entryId) {
    return Answers.entry(call(() -> timed().showEntry(reference(entryId))));
  }

  public CaAnswer.Entry deleteEntry(String entryId) {
    return Answers.entry(call(() -> timed().deleteEntry(reference(entryId))));
  }

  /// @param spiffeId only entries of this SPIFFE ID; empty for all
  /// @param parentId only entries of this parent; empty for all
  public List<CaAnswer.Entry> entries(String spiffeId, String parentId) {
    ListEntriesRequest request =
        ListEntriesRequest.newBuilder().setSpiffeId(spiffeId).setParentId(parentId).build();
    return call(() -> timed().listEntries(request)).getEntriesList().stream()
        .map(Answers::entry)
        .toList();
  }

  /// @param spiffeId of the agent to be; empty: the CA chooses
  public CaAnswer.Token createToken(String spiffeId, java.time.Duration ttl) {
    CreateTokenRequest request =
        CreateTokenRequest.newBuilder().setSpiffeId(spiffeId).setTtl(message(ttl)).build();
    return Answers.token(call(() -> timed().createToken(request)));
  }

  public List<CaAnswer.Agent> agents() {
    return call(() -> timed().listAgents(ListAgentsRequest.getDefaultInstance()))
        .getAgentsList()
        .stream()
        .map(Answers::agent)
        .toList();
  }

  public CaAnswer.Agent showAgent(String spiffeId) {
    return Answers.agent(call(() -> timed().showAgent(agent(spiffeId))));
  }

  public CaAnswer.Agent evictAgent(String spiffeId) {
    return Answers.agent(call(() -> timed().evictAgent(agent(spiffeId))));
  }

  public CaAnswer.Agent banAgent(String spiffeId) {
    return Answers.agent(call(() -> timed().banAgent(agent(spiffeId))));
  }

  public CaAnswer.Bundle bundle() {
    return Answers.bundle(call(() -> timed().showBundle(ShowBundleRequest.getDefaultInstance())));
  }

  public CaAnswer.RootStatus roots() {
    return Answers.status(call(() -> timed().listRoots(ListRootsRequest.getDefaultInstance())));
  }

  public CaAnswer.RootStatus rootStatus() {
    return Answers.status(
        call(() -> timed().getRootStatus(GetRootStatusRequest.getDefaultInstance())));
  }

  public CaAnswer.RootStatus rotateRoot(boolean dryRun) {
    RotateRootRequest request = RotateRootRequest.newBuilder().setDryRun(dryRun).build();
    return Answers.status(call(() -> timed().rotateRoot(request)));
  }

  /// Hands each status to `more` until it answers false, the rotation ends, or `limit` is over.
  ///
  /// @return whether the watch ended before the limit
  public boolean watchRotation(java.time.Duration limit, Predicate<CaAnswer.RootStatus> more) {
    try {
      Iterator<RootStatus> states =
          admin
              .withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS)
              .watchRotation(GetRootStatusRequest.getDefaultInstance());
      while (states.hasNext()) {
        if (!more.test(Answers.status(states.next()))) {
          return true;
        }
      }
      return true;
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED) {
        return false;
      }
      throw problem(e);
    }
  }

  /// @param without truster to go on without; empty for none
  public CaAnswer.RootStatus resumeRotation(String without, String reason) {
    ResumeRotationRequest request =
        ResumeRotationRequest.newBuilder().setWithoutTruster(without).setReason(reason).build();
    return Answers.status(call(() -> timed().resumeRotation(request)));
  }

  /// @param confirm the digest again
  public CaAnswer.Revocation revokeRoot(String sha256, String confirm) {
    RevokeRootRequest request =
        RevokeRootRequest.newBuilder().setSha256(sha256).setConfirm(confirm).build();
    return Answers.revocation(call(() -> timed().revokeRoot(request)));
  }

  @Override
  public void close() {
    channel.shutdownNow();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private AdminGrpc.AdminBlockingStub timed() {
    return admin.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  private <T> T call(Supplier<T> call) {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      throw problem(e);
    }
  }

  private RuntimeException problem(StatusRuntimeException e) {
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

  private static Entry message(CaAnswer.Entry entry) {
    Entry.Builder message =
        Entry.newBuilder()
            .setEntryId(entry.entryId())
            .setSpiffeId(entry.spiffeId())
            .setParentId(entry.parentId())
            .addAllSelectors(entry.selectors())
            .setHint(entry.hint())
            .addAllDnsNames(entry.dnsNames())
            .addAllFederatesWith(entry.federatesWith())
            .setRevision(entry.revision());
    if (entry.x509SvidTtlSeconds() > 0) {
      message.setX509SvidTtl(Duration.newBuilder().setSeconds(entry.x509SvidTtlSeconds()));
    }
    return message.build();
  }

  private static Duration message(java.time.Duration duration) {
    return Duration.newBuilder()
        .setSeconds(duration.toSeconds())
        .setNanos(duration.toNanosPart())
        .build();
  }

  private static EntryRef reference(String entryId) {
    return EntryRef.newBuilder().setEntryId(entryId).build();
  }

  private static AgentRef agent(String spiffeId) {
    return AgentRef.newBuilder().setSpiffeId(spiffeId).build();
  }
}
