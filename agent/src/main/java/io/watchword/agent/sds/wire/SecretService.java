package io.watchword.agent.sds.wire;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.watchword.agent.attestation.Caller;
import io.watchword.agent.sds.Validation;
import io.watchword.agent.workload.CallerEntitlements;
import io.watchword.agent.workload.Deliveries;
import io.watchword.agent.workload.wire.CallerInterceptor;
import io.watchword.agent.workload.wire.OpenStreams;
import io.watchword.api.envoy.DeltaDiscoveryRequest;
import io.watchword.api.envoy.DeltaDiscoveryResponse;
import io.watchword.api.envoy.DiscoveryRequest;
import io.watchword.api.envoy.DiscoveryResponse;
import io.watchword.api.envoy.SecretDiscoveryServiceGrpc;
import java.time.InstantSource;
import java.util.Optional;

/// Envoy's SDS v3, on the Workload API's socket. Callers are attested as there; each gets its own
/// identities and no others. Calls arrive on the event loop, updates from any thread.
public final class SecretService extends SecretDiscoveryServiceGrpc.SecretDiscoveryServiceImplBase {

  private final SecretState state;
  private final OpenStreams streams;
  private final Validation usual;

  /// @param deliveries told of everything that goes out
  /// @param usual how Envoys verify that do not say otherwise
  public SecretService(
      CallerEntitlements callers,
      Deliveries deliveries,
      OpenStreams streams,
      Validation usual,
      InstantSource clock) {
    this.state = new SecretState(callers, deliveries, clock);
    this.streams = streams;
    this.usual = usual;
  }

  @Override
  public StreamObserver<DiscoveryRequest> streamSecrets(StreamObserver<DiscoveryResponse> client) {
    ServerCallStreamObserver<DiscoveryResponse> observer =
        (ServerCallStreamObserver<DiscoveryResponse>) client;
    SecretStream stream = new SecretStream(observer, CallerInterceptor.CALLER.get(), state, usual);
    streams.open(observer, stream, () -> state.ended(stream));
    return stream;
  }

  @Override
  public void fetchSecrets(DiscoveryRequest request, StreamObserver<DiscoveryResponse> client) {
    Caller caller = CallerInterceptor.CALLER.get();
    Optional<String> problem = SecretRequest.problem(request);
    if (problem.isPresent()) {
      refuse(client, Status.INVALID_ARGUMENT.withDescription(problem.get()));
      return;
    }
    Object call = new Object();
    Validation validation = SecretMessages.validation(request.getNode(), usual);
    switch (state.of(call, caller, SecretRequest.of(request), validation)) {
      case SecretState.Answer.Resources answer -> {
        client.onNext(
            DiscoveryResponse.newBuilder()
                .setVersionInfo(answer.version())
                .setTypeUrl(SecretMessages.TYPE_URL)
                .addAllResources(answer.resources())
                .build());
        client.onCompleted();
        answer.taken().run();
        state.ended(call);
      }
      case SecretState.Answer.End(Status status) -> refuse(client, status);
      case SecretState.Answer.Later() ->
          refuse(client, Status.UNAVAILABLE.withDescription("the SVID is being issued"));
    }
  }

  @Override
  public StreamObserver<DeltaDiscoveryRequest> deltaSecrets(
      StreamObserver<DeltaDiscoveryResponse> client) {
    refuse(
        client,
        Status.UNIMPLEMENTED.withDescription(
            "incremental SDS is not served: use `api_type: GRPC` instead of `DELTA_GRPC`"));
    return new Ignored();
  }

  private static void refuse(StreamObserver<?> client, Status status) {
    client.onError(status.asRuntimeException());
  }

  /// What comes after a refusal.
  private static final class Ignored implements StreamObserver<DeltaDiscoveryRequest> {

    @Override
    public void onNext(DeltaDiscoveryRequest request) {
      // Refused already.
    }

    @Override
    public void onError(Throwable failure) {
      // Refused already.
    }

    @Override
    public void onCompleted() {
      // Refused already.
    }
  }
}
