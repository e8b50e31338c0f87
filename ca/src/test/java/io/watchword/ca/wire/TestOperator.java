package io.watchword.ca.wire;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.watchword.api.admin.AdminGrpc;
import io.watchword.api.admin.AgentRef;
import io.watchword.api.admin.CreateTokenRequest;
import io.watchword.api.admin.GetInfoRequest;
import io.watchword.api.admin.ListAgentsRequest;
import io.watchword.api.admin.ShowBundleRequest;
import io.watchword.api.entries.EntriesGrpc;
import io.watchword.api.entries.Entry;
import io.watchword.api.entries.EntryRef;
import io.watchword.api.entries.ListEntriesRequest;
import io.watchword.api.roots.GetRootStatusRequest;
import io.watchword.api.roots.ResumeRotationRequest;
import io.watchword.api.roots.RevokeRootRequest;
import io.watchword.api.roots.RootStatus;
import io.watchword.api.roots.RootsGrpc;
import io.watchword.api.roots.RotateRootRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// An operator on the admin socket. Answers are told in a few words.
public final class TestOperator implements AutoCloseable {
  private final MultiThreadIoEventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final ManagedChannel channel;
  private final AdminGrpc.AdminBlockingStub admin;
  private final RootsGrpc.RootsBlockingStub roots;
  private final EntriesGrpc.EntriesBlockingStub entries;

  /// Connects to `socket`.
  public TestOperator(Path socket) {
    channel =
        NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toString()))
            .channelType(EpollDomainSocketChannel.class)
            .eventLoopGroup(loop)
            .usePlaintext()
            .build();
    admin = AdminGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
    roots = RootsGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
    entries = EntriesGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
  }

  /// Trust domain, back end and address.
  public String info() {
    var info = admin.getInfo(GetInfoRequest.getDefaultInstance());
    return info.getTrustDomain() + " " + info.getBackend() + " " + info.getNodesAddress();
  }

  /// The new entry's ID.
  public String createEntry(String spiffeId, String parent) {
    return entries.createEntry(entry(spiffeId, parent).build()).getEntryId();
  }

  /// Changes the hint of an entry; returns its new revision.
  public long updateHint(String entryId, String hint, long revision) {
    Entry present = entries.showEntry(EntryRef.newBuilder().setEntryId(entryId).build());
    return entries
        .updateEntry(present.toBuilder().setHint(hint).setRevision(revision).build())
        .getRevision();
  }

  /// Forgets an entry.
  public void deleteEntry(String entryId) {
    var unused = entries.deleteEntry(EntryRef.newBuilder().setEntryId(entryId).build());
  }

  /// SPIFFE IDs of all entries.
  public List<String> entries() {
    List<String> ids = new ArrayList<>();
    entries
        .listEntries(ListEntriesRequest.getDefaultInstance())
        .forEachRemaining(entry -> ids.add(entry.getSpiffeId()));
    return ids;
  }

  /// A join token; `spiffeId` may be empty.
  public String token(String spiffeId) {
    return admin
        .createToken(CreateTokenRequest.newBuilder().setSpiffeId(spiffeId).build())
        .getToken();
  }

  /// `ID STATUS` of all agents.
  public List<String> agents() {
    return admin.listAgents(ListAgentsRequest.getDefaultInstance()).getAgentsList().stream()
        .map(agent -> agent.getSpiffeId() + " " + agent.getStatus())
        .toList();
  }

  /// Its status afterwards.
  public String evict(String agent) {
    return admin.evictAgent(AgentRef.newBuilder().setSpiffeId(agent).build()).getStatus();
  }

  /// The SPIFFE bundle document.
  public String bundle() {
    return admin.showBundle(ShowBundleRequest.getDefaultInstance()).getJwks();
  }

  /// The plan of a rotation.
  public List<String> plan() {
    return roots.rotateRoot(RotateRootRequest.newBuilder().setDryRun(true).build()).getPlanList();
  }

  /// The state after the start.
  public String rotate() {
    return roots.rotateRoot(RotateRootRequest.getDefaultInstance()).getState();
  }

  /// The state afterwards.
  public String resume(String without, String reason) {
    return roots
        .resumeRotation(
            ResumeRotationRequest.newBuilder().setWithoutTruster(without).setReason(reason).build())
        .getState();
  }

  /// The states as they come, until it ends.
  public Iterator<RootStatus> watch() {
    return roots.watchRotation(GetRootStatusRequest.getDefaultInstance());
  }

  /// Who needs the root.
  public List<String> revoke(String sha256) {
    return roots
        .revokeRoot(RevokeRootRequest.newBuilder().setSha256(sha256).setConfirm(sha256).build())
        .getNeededByList()
        .stream()
        .map(blocker -> blocker.getKind() + " " + blocker.getReason())
        .toList();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private static Entry.Builder entry(String spiffeId, String parent) {
    return Entry.newBuilder()
        .setSpiffeId(spiffeId)
        .setParentId(parent)
        .addSelectors("unix:uid:1000");
  }
}
