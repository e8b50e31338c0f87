package io.watchword.agent.workload.wire;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.watchword.agent.attestation.Caller;
import io.watchword.agent.svid.SvidSnapshot;
import io.watchword.agent.workload.Deliveries;
import io.watchword.agent.workload.Identities;
import io.watchword.api.workload.JWTBundlesRequest;
import io.watchword.api.workload.JWTBundlesResponse;
import io.watchword.api.workload.JWTSVIDRequest;
import io.watchword.api.workload.JWTSVIDResponse;
import io.watchword.api.workload.SpiffeWorkloadAPIGrpc;
import io.watchword.api.workload.ValidateJWTSVIDRequest;
import io.watchword.api.workload.ValidateJWTSVIDResponse;
import io.watchword.api.workload.X509BundlesRequest;
import io.watchword.api.workload.X509BundlesResponse;
import io.watchword.api.workload.X509SVIDRequest;
import io.watchword.api.workload.X509SVIDResponse;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/// The SPIFFE Workload API, X.509 profile. Calls arrive on the event loop, updates from any thread.
public final class WorkloadApiService extends SpiffeWorkloadAPIGrpc.SpiffeWorkloadAPIImplBase {

  private static final Status NO_JWT =
      Status.UNIMPLEMENTED.withDescription(
          "this agent serves X.509-SVIDs only: the JWT-SVID profile is not available");

  private final Supplier<SvidSnapshot> snapshots;
  private final Deliveries deliveries;
  private final InstantSource clock;
  private final Set<StateStream<?>> streams = ConcurrentHashMap.newKeySet();

  /// @param snapshots the newest of what can be served
  /// @param deliveries told of everything that goes out
  public WorkloadApiService(
      Supplier<SvidSnapshot> snapshots, Deliveries deliveries, InstantSource clock) {
    this.snapshots = snapshots;
    this.deliveries = deliveries;
    this.clock = clock;
  }

  /// Something changed: every open stream gets its new state.
  public void refresh() {
    streams.forEach(StateStream::refresh);
  }

  /// Ends all streams; clients come back.
  public void endAll() {
    streams.forEach(
        stream -> stream.end(Status.UNAVAILABLE.withDescription("the agent is stopping")));
  }

  /// Streams open now.
  public int open() {
    return streams.size();
  }

  @Override
  public void fetchX509SVID(X509SVIDRequest request, StreamObserver<X509SVIDResponse> client) {
    Caller caller = CallerInterceptor.CALLER.get();
    open(
        client,
        caller,
        WorkloadMessages::svids,
        (stream, entitled) -> deliveries.svids(stream, caller, entitled.named(), entitled.trust()));
  }

  @Override
  public void fetchX509Bundles(
      X509BundlesRequest request, StreamObserver<X509BundlesResponse> client) {
    Caller caller = CallerInterceptor.CALLER.get();
    open(
        client,
        caller,
        WorkloadMessages::bundles,
        (stream, entitled) ->
            deliveries.bundle(stream, caller, entitled.named(), entitled.trust()));
  }

  @Override
  public void fetchJWTSVID(JWTSVIDRequest request, StreamObserver<JWTSVIDResponse> client) {
    client.onError(NO_JWT.asRuntimeException());
  }

  @Override
  public void fetchJWTBundles(
      JWTBundlesRequest request, StreamObserver<JWTBundlesResponse> client) {
    client.onError(NO_JWT.asRuntimeException());
  }

  @Override
  public void validateJWTSVID(
      ValidateJWTSVIDRequest request, StreamObserver<ValidateJWTSVIDResponse> client) {
    client.onError(NO_JWT.asRuntimeException());
  }

  private <M> void open(
      StreamObserver<M> client,
      Caller caller,
      Function<Identities.Entitled, M> message,
      Sent sent) {
    ServerCallStreamObserver<M> observer = (ServerCallStreamObserver<M>) client;
    Object name = new Object();
    StateStream<M> stream =
        new StateStream<>(
            observer,
            caller,
            snapshots,
            clock,
            message,
            entitled -> sent.accept(name, entitled),
            deliveries::refused);
    Runnable gone =
        () -> {
          stream.left();
          streams.remove(stream);
          deliveries.ended(name);
        };
    observer.setOnCancelHandler(gone);
    observer.setOnCloseHandler(gone);
    observer.setOnReadyHandler(stream::refresh);
    streams.add(stream);
    stream.refresh();
  }

  @FunctionalInterface
  private interface Sent {
    void accept(Object stream, Identities.Entitled entitled);
  }
}
