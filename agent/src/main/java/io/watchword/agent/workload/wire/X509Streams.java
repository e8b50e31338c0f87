package io.watchword.agent.workload.wire;

import com.google.protobuf.MessageLite;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.watchword.agent.attestation.Caller;
import io.watchword.agent.svid.Entitlements;
import io.watchword.agent.workload.CallerEntitlements;
import io.watchword.agent.workload.Deliveries;
import io.watchword.agent.workload.Identities;
import io.watchword.agent.workload.StateAnswer;
import java.time.InstantSource;
import java.util.function.Function;

/// The X.509 profile of the Workload API: two streams of full states. Calls arrive on the event
/// loop, updates from any thread.
final class X509Streams {

  private final CallerEntitlements callers;
  private final Deliveries deliveries;
  private final OpenStreams streams;
  private final InstantSource clock;

  X509Streams(
      CallerEntitlements callers, Deliveries deliveries, OpenStreams streams, InstantSource clock) {
    this.callers = callers;
    this.deliveries = deliveries;
    this.streams = streams;
    this.clock = clock;
  }

  void svids(StreamObserver<Encoded> client) {
    Caller caller = CallerInterceptor.CALLER.get();
    open(
        client,
        caller,
        "x509-svids",
        WorkloadMessages::svids,
        (stream, entitled) -> deliveries.svids(stream, caller, entitled.named(), entitled.trust()));
  }

  void bundles(StreamObserver<Encoded> client) {
    Caller caller = CallerInterceptor.CALLER.get();
    open(
        client,
        caller,
        "x509-bundles",
        WorkloadMessages::bundles,
        (stream, entitled) ->
            deliveries.bundle(stream, caller, entitled.named(), entitled.trust()));
  }

  private void open(
      StreamObserver<Encoded> client,
      Caller caller,
      String key,
      Function<Identities.Entitled, MessageLite> message,
      Sent sent) {
    ServerCallStreamObserver<Encoded> observer = (ServerCallStreamObserver<Encoded>) client;
    Object name = new Object();
    StateStream stream =
        new StateStream(
            observer,
            caller.selectors(),
            () -> {
              Entitlements entitlements = callers.of(caller);
              return switch (Identities.of(entitlements, clock.instant())) {
                case Identities.Entitled entitled ->
                    new StateAnswer.Told<>(
                        entitlements.derived(key, () -> Encoded.of(message.apply(entitled))),
                        () -> sent.accept(name, entitled));
                case Identities.NoIdentity() -> {
                  deliveries.refused(caller);
                  yield new StateAnswer.Refused<>("no identity issued");
                }
                case Identities.NotNow(String why) -> new StateAnswer.NotNow<>(why);
                case Identities.Awaited() -> new StateAnswer.Later<>();
              };
            });
    streams.open(observer, stream, () -> deliveries.ended(name));
  }

  @FunctionalInterface
  private interface Sent {
    void accept(Object stream, Identities.Entitled entitled);
  }
}
