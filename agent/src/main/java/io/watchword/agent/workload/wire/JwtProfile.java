package io.watchword.agent.workload.wire;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.watchword.agent.attestation.Caller;
import io.watchword.agent.node.CaException;
import io.watchword.agent.svid.Entitlements;
import io.watchword.agent.svid.JwtSvidCache;
import io.watchword.agent.svid.MeshTrust;
import io.watchword.agent.workload.Audiences;
import io.watchword.agent.workload.CallerEntitlements;
import io.watchword.agent.workload.Deliveries;
import io.watchword.agent.workload.Identities;
import io.watchword.agent.workload.JwtSvids;
import io.watchword.agent.workload.JwtTrust;
import io.watchword.agent.workload.StateAnswer;
import io.watchword.api.workload.JWTSVID;
import io.watchword.api.workload.JWTSVIDRequest;
import io.watchword.api.workload.JWTSVIDResponse;
import io.watchword.api.workload.ValidateJWTSVIDRequest;
import io.watchword.api.workload.ValidateJWTSVIDResponse;
import io.watchword.identity.id.IdentityException;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.jwt.InvalidJwtSvidException;
import io.watchword.identity.jwt.JwtSvidValidator;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The JWT profile of the Workload API. Calls arrive on the event loop and never block it; tokens
/// come from the cache, or from the CA on a thread of its own.
final class JwtProfile {

  private final CallerEntitlements callers;
  private final JwtSvids svids;
  private final Deliveries deliveries;
  private final OpenStreams streams;
  private final InstantSource clock;

  JwtProfile(
      CallerEntitlements callers,
      JwtSvids svids,
      Deliveries deliveries,
      OpenStreams streams,
      InstantSource clock) {
    this.callers = callers;
    this.svids = svids;
    this.deliveries = deliveries;
    this.streams = streams;
    this.clock = clock;
  }

  void svids(JWTSVIDRequest request, StreamObserver<JWTSVIDResponse> client) {
    Caller caller = CallerInterceptor.CALLER.get();
    List<String> audience = List.copyOf(request.getAudienceList());
    Optional<String> problem = Audiences.problem(audience);
    if (problem.isPresent()) {
      refuse(client, Status.INVALID_ARGUMENT, problem.get());
      return;
    }
    Optional<SpiffeId> only;
    try {
      only =
          request.getSpiffeId().isEmpty()
              ? Optional.empty()
              : Optional.of(SpiffeId.parse(request.getSpiffeId()));
    } catch (IdentityException e) {
      refuse(client, Status.INVALID_ARGUMENT, e.getMessage());
      return;
    }
    switch (svids.of(callers.of(caller), only, audience)) {
      case JwtSvids.Answer.Coming(var tokens) ->
          tokens.whenComplete((named, failure) -> answer(client, caller, audience, named, failure));
      case JwtSvids.Answer.Refused(String why) -> {
        deliveries.refused(caller);
        refuse(client, Status.PERMISSION_DENIED, why);
      }
      case JwtSvids.Answer.NotNow(String why) -> refuse(client, Status.UNAVAILABLE, why);
    }
  }

  void bundles(StreamObserver<Encoded> client) {
    Caller caller = CallerInterceptor.CALLER.get();
    ServerCallStreamObserver<Encoded> observer = (ServerCallStreamObserver<Encoded>) client;
    StateStream stream = new StateStream(observer, caller.selectors(), () -> keys(caller));
    streams.open(observer, stream, () -> {});
  }

  void validate(ValidateJWTSVIDRequest request, StreamObserver<ValidateJWTSVIDResponse> client) {
    Caller caller = CallerInterceptor.CALLER.get();
    Optional<String> problem =
        request.getSvid().isEmpty()
            ? Optional.of("no token to validate")
            : Audiences.problem(request.getAudience());
    if (problem.isPresent()) {
      refuse(client, Status.INVALID_ARGUMENT, problem.get());
      return;
    }
    Entitlements entitlements = callers.of(caller);
    Optional<MeshTrust> trust = entitlements.trust();
    if (trust.isEmpty()) {
      refuse(client, Status.UNAVAILABLE, entitlements.whyNot());
      return;
    }
    if (entitlements.entries().isEmpty()) {
      deliveries.refused(caller);
      refuse(client, Status.PERMISSION_DENIED, "no identity issued");
      return;
    }
    try {
      client.onNext(
          JwtMessages.validated(
              new JwtSvidValidator()
                  .validate(
                      request.getSvid(),
                      request.getAudience(),
                      entitlements.derived(
                          JwtTrust.class,
                          () ->
                              JwtTrust.bundles(
                                  trust.get(),
                                  Identities.federated(entitlements.entries(), trust.get()))),
                      clock.instant())));
      client.onCompleted();
    } catch (InvalidJwtSvidException e) {
      refuse(client, Status.INVALID_ARGUMENT, e.getMessage());
    }
  }

  private StateAnswer<Encoded> keys(Caller caller) {
    Entitlements entitlements = callers.of(caller);
    Optional<MeshTrust> trust = entitlements.trust();
    if (trust.isEmpty()) {
      return new StateAnswer.NotNow<>(entitlements.whyNot());
    }
    if (entitlements.entries().isEmpty()) {
      deliveries.refused(caller);
      return new StateAnswer.Refused<>("no identity issued");
    }
    return new StateAnswer.Told<>(
        entitlements.derived(
            "jwt-bundles",
            () ->
                Encoded.of(
                    JwtMessages.bundles(
                        trust.get().own(),
                        Identities.federated(entitlements.entries(), trust.get())))),
        () -> {});
  }

  private void answer(
      StreamObserver<JWTSVIDResponse> client,
      Caller caller,
      List<String> audience,
      @Nullable List<JwtSvids.Named> named,
      @Nullable Throwable failure) {
    if (named == null || failure != null) {
      Throwable cause = JwtSvidCache.cause(failure == null ? new IllegalStateException() : failure);
      boolean wrong = !(cause instanceof CaException e) || e.kind() == CaException.Kind.BAD_ANSWER;
      refuse(
          client,
          wrong ? Status.INTERNAL : Status.UNAVAILABLE,
          "no JWT-SVID could be issued: " + cause.getMessage());
      return;
    }
    JWTSVIDResponse.Builder response = JWTSVIDResponse.newBuilder();
    for (JwtSvids.Named one : named) {
      response.addSvids(
          JWTSVID
              .newBuilder()
              .setSpiffeId(one.grant().id().toString())
              .setSvid(one.grant().token())
              .setHint(one.hint()));
    }
    deliveries.tokens(caller, named, audience);
    client.onNext(response.build());
    client.onCompleted();
  }

  private static void refuse(StreamObserver<?> client, Status status, String why) {
    client.onError(status.withDescription(why).asRuntimeException());
  }
}
