package io.watchword.agent.trust.wire;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.watchword.agent.attestation.Caller;
import io.watchword.agent.trust.TrustForwarder;
import io.watchword.agent.trust.TrusterRegistry;
import io.watchword.agent.workload.CallerEntitlements;
import io.watchword.agent.workload.wire.CallerInterceptor;
import io.watchword.api.trust.TrustReportGrpc;
import io.watchword.api.trust.TrustReportRequest;
import io.watchword.api.trust.TrustReportResponse;
import io.watchword.identity.id.IdentityException;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.trust.TrusterState;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/// `TrustReport`, on the Workload API's socket but a service of its own. A process may speak only
/// for the SPIFFE IDs it is entitled to. Runs on the event loop.
public final class TrustReportService extends TrustReportGrpc.TrustReportImplBase {

  private static final int MAX_TRUSTERS = 1000;

  private final TrusterRegistry registry;
  private final CallerEntitlements callers;
  private final InstantSource clock;

  /// @param callers whose process may speak for whom
  public TrustReportService(
      TrusterRegistry registry, CallerEntitlements callers, InstantSource clock) {
    this.registry = registry;
    this.callers = callers;
    this.clock = clock;
  }

  @Override
  public void report(TrustReportRequest request, StreamObserver<TrustReportResponse> client) {
    Caller caller = CallerInterceptor.CALLER.get();
    if (request.getTrustersCount() > MAX_TRUSTERS) {
      refuse(client, Status.INVALID_ARGUMENT, "more than " + MAX_TRUSTERS + " trusters");
      return;
    }
    List<TrusterState> states;
    try {
      states =
          request.getTrustersList().stream()
              .map(message -> TrusterMessages.state(message, clock.instant()))
              .toList();
    } catch (IllegalArgumentException | ArithmeticException | IdentityException e) {
      refuse(client, Status.INVALID_ARGUMENT, String.valueOf(e.getMessage()));
      return;
    }
    Set<SpiffeId> own = callers.idsOf(caller);
    for (TrusterState state : states) {
      if (!own.contains(state.id()) && !registry.holds(caller.process(), state.id())) {
        refuse(client, Status.PERMISSION_DENIED, "not entitled to speak for `" + state.id() + "`");
        return;
      }
    }
    registry.report(caller.process(), states);
    client.onNext(
        TrustReportResponse.newBuilder()
            .setReportAgainMillis((int) TrustForwarder.INTERVAL.toMillis())
            .build());
    client.onCompleted();
  }

  private static void refuse(
      StreamObserver<TrustReportResponse> client, Status status, String why) {
    client.onError(status.withDescription(why).asRuntimeException());
  }
}
