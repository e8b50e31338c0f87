package io.watchword.agent.node.wire;

import com.google.protobuf.ByteString;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.watchword.agent.node.CaClient;
import io.watchword.agent.node.CaException;
import io.watchword.agent.node.JwtGrant;
import io.watchword.agent.node.JwtOrder;
import io.watchword.agent.node.RegisteredEntry;
import io.watchword.agent.node.SvidOrder;
import io.watchword.agent.node.SvidOutcome;
import io.watchword.agent.node.SyncState;
import io.watchword.agent.trust.wire.TrusterMessages;
import io.watchword.api.node.IssueJwtSvidRequest;
import io.watchword.api.node.IssueX509SvidsRequest;
import io.watchword.api.node.NodeGrpc;
import io.watchword.api.node.RenewNodeRequest;
import io.watchword.api.node.ReportTrustRequest;
import io.watchword.api.node.SyncRequest;
import io.watchword.api.node.SyncResponse;
import io.watchword.api.node.X509SvidOrder;
import io.watchword.identity.trust.TrusterState;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// One connection's worth of the CA. Thread-safe.
final class GrpcCaClient implements CaClient {

  private static final int CALL_SECONDS = 10;

  private final ManagedChannel channel;
  private final CaTrust trust;
  private final Context.CancellableContext stream = Context.ROOT.withCancellation();

  private final Runnable onClosed;

  GrpcCaClient(ManagedChannel channel, CaTrust trust, Runnable onClosed) {
    this.channel = channel;
    this.trust = trust;
    this.onClosed = onClosed;
  }

  @Override
  public void sync(UnaryOperator<RegisteredEntry> known, Consumer<SyncState> onState) {
    SyncParts parts = new SyncParts(known);
    call(
        () -> {
          stream.run(
              () -> {
                Iterator<SyncResponse> states =
                    NodeGrpc.newBlockingStub(channel).sync(SyncRequest.getDefaultInstance());
                states.forEachRemaining(part -> parts.add(part).ifPresent(onState));
              });
          return Optional.empty();
        });
  }

  @Override
  public List<X509Certificate> renewNode(byte[] csr) {
    RenewNodeRequest request =
        RenewNodeRequest.newBuilder().setCsr(ByteString.copyFrom(csr)).build();
    return NodeMessages.chain(call(() -> stub().renewNode(request)).getSvid());
  }

  @Override
  public List<SvidOutcome> issue(List<SvidOrder> orders) {
    IssueX509SvidsRequest.Builder request = IssueX509SvidsRequest.newBuilder();
    for (SvidOrder order : orders) {
      request.addOrders(
          X509SvidOrder.newBuilder()
              .setEntryId(order.entryId())
              .putAllTemplateValues(order.values())
              .setCsr(ByteString.copyFrom(order.csr())));
    }
    return call(() -> stub().issueX509Svids(request.build())).getResultsList().stream()
        .map(NodeMessages::outcome)
        .toList();
  }

  @Override
  public JwtGrant issueJwt(JwtOrder order) {
    IssueJwtSvidRequest request =
        IssueJwtSvidRequest.newBuilder()
            .setEntryId(order.entryId())
            .addAllAudience(order.audience())
            .putAllTemplateValues(order.values())
            .build();
    return NodeMessages.grant(call(() -> stub().issueJwtSvid(request)));
  }

  @Override
  public Duration report(List<TrusterState> states) {
    ReportTrustRequest.Builder request = ReportTrustRequest.newBuilder();
    states.forEach(state -> request.addTrusters(TrusterMessages.message(state)));
    return Duration.ofMillis(
        Integer.toUnsignedLong(
            call(() -> stub().reportTrust(request.build())).getReportAgainMillis()));
  }

  @Override
  public Optional<String> peerRootSha256() {
    return trust.rootSha256();
  }

  @Override
  public void close() {
    stream.cancel(null);
    channel.shutdown();
    // What is under way may finish, but a connection of an old identity does not linger.
    Thread.startVirtualThread(
        () -> {
          try {
            if (!channel.awaitTermination(CALL_SECONDS, TimeUnit.SECONDS)) {
              channel.shutdownNow();
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            onClosed.run();
          }
        });
  }

  private NodeGrpc.NodeBlockingStub stub() {
    return NodeGrpc.newBlockingStub(channel).withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
  }

  private static <T> T call(Supplier<T> call) {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      throw CaStatus.explain(e);
    } catch (IllegalStateException e) {
      throw new CaException(CaException.Kind.UNAVAILABLE, "the connection was closed", e);
    }
  }
}
