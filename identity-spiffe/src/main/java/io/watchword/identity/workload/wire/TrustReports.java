package io.watchword.identity.workload.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.watchword.api.trust.OpenConnections;
import io.watchword.api.trust.TrustReportGrpc;
import io.watchword.api.trust.TrustReportRequest;
import io.watchword.api.trust.TrustReportResponse;
import io.watchword.identity.trust.PresentedChain;
import io.watchword.identity.trust.TrusterKind;
import io.watchword.identity.trust.TrusterState;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// `TrustReport` calls. Runs on the channel's thread.
public final class TrustReports {

  private static final int DEADLINE_SECONDS = 10;

  /// How a report went.
  public interface Listener {
    /// The agent has it, and wants the next one no later than after `again`.
    void onReported(Duration again);

    /// It did not arrive, or was refused.
    void onFailed(String why);
  }

  private TrustReports() {}

  /// Sends one report.
  public static void send(AgentChannel channel, List<TrusterState> states, Listener listener) {
    TrustReportRequest.Builder request = TrustReportRequest.newBuilder();
    states.forEach(state -> request.addTrusters(message(state)));
    TrustReportGrpc.newStub(channel.channel())
        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .report(request.build(), new Observer(listener));
  }

  private static io.watchword.api.trust.TrusterState message(TrusterState state) {
    io.watchword.api.trust.TrusterState.Builder message =
        io.watchword.api.trust.TrusterState.newBuilder()
            .setSpiffeId(state.id().toString())
            .setKind(kind(state.kind()))
            .setBundleSha256(bytes(state.bundleSha256()))
            .setBundleSequence(state.bundleSequence())
            .setObservedAt(time(state.observedAt()));
    state.trustedRoots().forEach(root -> message.addTrustedRootSha256(bytes(root)));
    state.presented().forEach(chain -> message.addPresented(message(chain)));
    state
        .openConnections()
        .forEach(
            (root, count) ->
                message.addOpenConnections(
                    OpenConnections.newBuilder().setRootSha256(bytes(root)).setCount(count)));
    return message.build();
  }

  private static io.watchword.api.trust.PresentedChain message(PresentedChain chain) {
    return io.watchword.api.trust.PresentedChain.newBuilder()
        .setSerial(chain.serial())
        .setRootSha256(bytes(chain.rootSha256()))
        .setNotAfter(time(chain.notAfter()))
        .build();
  }

  private static io.watchword.api.trust.TrusterKind kind(TrusterKind kind) {
    return switch (kind) {
      case AGENT -> io.watchword.api.trust.TrusterKind.AGENT;
      case PROXY -> io.watchword.api.trust.TrusterKind.PROXY;
      case CA -> io.watchword.api.trust.TrusterKind.CA;
      case FEDERATED -> io.watchword.api.trust.TrusterKind.FEDERATED;
      case STATIC -> io.watchword.api.trust.TrusterKind.STATIC;
      case WORKLOAD -> io.watchword.api.trust.TrusterKind.WORKLOAD;
    };
  }

  private static ByteString bytes(String hex) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hex));
  }

  private static Timestamp time(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  private static final class Observer implements StreamObserver<TrustReportResponse> {
    private final Listener listener;
    private boolean answered;

    Observer(Listener listener) {
      this.listener = listener;
    }

    @Override
    public void onNext(TrustReportResponse response) {
      answered = true;
      listener.onReported(Duration.ofMillis(response.getReportAgainMillis()));
    }

    @Override
    public void onError(Throwable failure) {
      if (!answered) {
        Status status = Status.fromThrowable(failure);
        listener.onFailed(
            status.getCode()
                + (status.getDescription() == null ? "" : ": " + status.getDescription()));
      }
    }

    @Override
    public void onCompleted() {
      if (!answered) {
        listener.onFailed("the agent gave no answer");
      }
    }
  }
}
