package io.watchword.agent.delegated.wire;

import com.google.protobuf.MessageLite;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.watchword.agent.attestation.Caller;
import io.watchword.agent.delegated.Delegates;
import io.watchword.agent.delegated.ProcessAttestation;
import io.watchword.agent.delegated.Subject;
import io.watchword.agent.node.CaException;
import io.watchword.agent.svid.EntitlementSource;
import io.watchword.agent.svid.Entitlements;
import io.watchword.agent.svid.JwtSvidCache;
import io.watchword.agent.svid.MeshTrust;
import io.watchword.agent.workload.Audiences;
import io.watchword.agent.workload.Deliveries;
import io.watchword.agent.workload.Identities;
import io.watchword.agent.workload.JwtSvids;
import io.watchword.agent.workload.StateAnswer;
import io.watchword.agent.workload.wire.CallerInterceptor;
import io.watchword.agent.workload.wire.Encoded;
import io.watchword.agent.workload.wire.OpenStreams;
import io.watchword.agent.workload.wire.StateStream;
import io.watchword.api.delegated.DelegatedIdentityGrpc;
import io.watchword.api.delegated.DelegatedJwtBundlesRequest;
import io.watchword.api.delegated.DelegatedJwtSvidsRequest;
import io.watchword.api.delegated.DelegatedJwtSvidsResponse;
import io.watchword.api.delegated.DelegatedSubject;
import io.watchword.api.delegated.DelegatedX509BundlesRequest;
import io.watchword.api.delegated.DelegatedX509SvidsRequest;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The delegated identity API: what others may have, for those who act on their behalf. Every call,
/// and every state of a stream, is for authorized delegates only. Calls arrive on the event loop,
/// updates from any thread.
public final class DelegatedService implements BindableService {

  private static final int MOST_SELECTORS = 1000;

  /// What the service works with.
  ///
  /// @param deliveries told of everything that goes out
  /// @param streams where open streams are told of changes
  public record Parts(
      Delegates delegates,
      ProcessAttestation processes,
      EntitlementSource source,
      JwtSvids tokens,
      Deliveries deliveries,
      OpenStreams streams,
      InstantSource clock) {}

  private final Parts parts;

  /// Made of `parts`.
  public DelegatedService(Parts parts) {
    this.parts = parts;
  }

  @Override
  public ServerServiceDefinition bindService() {
    MethodDescriptor<DelegatedX509SvidsRequest, Encoded> svids =
        Encoded.answers(DelegatedIdentityGrpc.getSubscribeToX509SvidsMethod());
    MethodDescriptor<DelegatedX509BundlesRequest, Encoded> bundles =
        Encoded.answers(DelegatedIdentityGrpc.getSubscribeToX509BundlesMethod());
    MethodDescriptor<DelegatedJwtBundlesRequest, Encoded> keys =
        Encoded.answers(DelegatedIdentityGrpc.getSubscribeToJwtBundlesMethod());
    ServiceDescriptor generated = DelegatedIdentityGrpc.getServiceDescriptor();
    ServiceDescriptor service =
        ServiceDescriptor.newBuilder(generated.getName())
            // For reflection.
            .setSchemaDescriptor(generated.getSchemaDescriptor())
            .addMethod(svids)
            .addMethod(bundles)
            .addMethod(DelegatedIdentityGrpc.getFetchJwtSvidsMethod())
            .addMethod(keys)
            .build();
    return ServerServiceDefinition.builder(service)
        .addMethod(svids, ServerCalls.asyncServerStreamingCall(this::svids))
        .addMethod(
            bundles,
            ServerCalls.asyncServerStreamingCall(
                (DelegatedX509BundlesRequest request, StreamObserver<Encoded> client) ->
                    trust(client, "delegated-bundles", DelegatedMessages::bundles)))
        .addMethod(
            DelegatedIdentityGrpc.getFetchJwtSvidsMethod(),
            ServerCalls.asyncUnaryCall(this::tokens))
        .addMethod(
            keys,
            ServerCalls.asyncServerStreamingCall(
                (DelegatedJwtBundlesRequest request, StreamObserver<Encoded> client) ->
                    trust(client, "delegated-keys", DelegatedMessages::keys)))
        .build();
  }

  private void svids(DelegatedX509SvidsRequest request, StreamObserver<Encoded> client) {
    Caller delegate = CallerInterceptor.CALLER.get();
    ServerCallStreamObserver<Encoded> observer = (ServerCallStreamObserver<Encoded>) client;
    subject(
        request.getSubject(),
        delegate,
        client,
        subject -> {
          Object name = new Object();
          open(
              observer,
              delegate,
              subject.selectors(),
              () -> state(name, delegate, subject),
              () ->
                  subject.process().filter(one -> !parts.processes().isAlive(one)).isPresent()
                      ? Optional.of(Status.NOT_FOUND.withDescription("the process has ended"))
                      : Optional.empty(),
              () -> parts.deliveries().ended(name));
        });
  }

  private StateAnswer<Encoded> state(Object stream, Caller delegate, Subject subject) {
    Entitlements entitlements = parts.source().of(subject.selectors());
    return switch (Identities.of(entitlements, parts.clock().instant())) {
      case Identities.Entitled entitled ->
          new StateAnswer.Told<>(
              entitlements.derived(
                  "delegated-svids",
                  () -> Encoded.of(DelegatedMessages.svids(entitled.named(), entitlements))),
              () -> parts.deliveries().svids(stream, delegate, entitled.named(), entitled.trust()));
      // A workload that has no identity yet is nothing to give a delegate up for.
      case Identities.NoIdentity() ->
          new StateAnswer.Told<>(
              Encoded.of(DelegatedMessages.svids(List.of(), entitlements)),
              () -> parts.deliveries().ended(stream));
      case Identities.NotNow(String why) -> new StateAnswer.NotNow<>(why);
      case Identities.Awaited() -> new StateAnswer.Later<>();
    };
  }

  private void trust(
      StreamObserver<Encoded> client, String key, Function<MeshTrust, MessageLite> message) {
    Caller delegate = CallerInterceptor.CALLER.get();
    open(
        (ServerCallStreamObserver<Encoded>) client,
        delegate,
        delegate.selectors(),
        () -> {
          Entitlements entitlements = parts.source().of(delegate.selectors());
          Optional<MeshTrust> trust = entitlements.trust();
          return trust.isEmpty()
              ? new StateAnswer.NotNow<>(entitlements.whyNot())
              : new StateAnswer.Told<>(
                  entitlements.derived(key, () -> Encoded.of(message.apply(trust.get()))),
                  () -> {});
        },
        Optional::empty,
        () -> {});
  }

  private void open(
      ServerCallStreamObserver<Encoded> client,
      Caller delegate,
      Set<String> selectors,
      Supplier<StateAnswer<Encoded>> answers,
      Supplier<Optional<Status>> over,
      Runnable gone) {
    Supplier<Optional<Status>> end = () -> refusal(delegate).or(over);
    parts.streams().open(client, new StateStream(client, selectors, answers, end), gone);
  }

  private void tokens(
      DelegatedJwtSvidsRequest request, StreamObserver<DelegatedJwtSvidsResponse> client) {
    Caller delegate = CallerInterceptor.CALLER.get();
    List<String> audience = List.copyOf(request.getAudienceList());
    Optional<String> problem = Audiences.problem(audience);
    if (problem.isPresent()) {
      refuse(client, Status.INVALID_ARGUMENT.withDescription(problem.get()));
      return;
    }
    subject(
        request.getSubject(),
        delegate,
        client,
        subject -> {
          Entitlements entitlements = parts.source().of(subject.selectors());
          switch (parts.tokens().of(entitlements, Optional.empty(), audience)) {
            case JwtSvids.Answer.Coming(var coming) ->
                coming.whenComplete(
                    (named, failure) -> answer(client, delegate, audience, named, failure));
            case JwtSvids.Answer.Refused(String why) ->
                refuse(client, Status.PERMISSION_DENIED.withDescription(why));
            case JwtSvids.Answer.NotNow(String why) ->
                refuse(client, Status.UNAVAILABLE.withDescription(why));
          }
        });
  }

  private void answer(
      StreamObserver<DelegatedJwtSvidsResponse> client,
      Caller delegate,
      List<String> audience,
      @Nullable List<JwtSvids.Named> named,
      @Nullable Throwable failure) {
    if (named == null) {
      Throwable cause = JwtSvidCache.cause(failure == null ? new IllegalStateException() : failure);
      boolean wrong = !(cause instanceof CaException e) || e.kind() == CaException.Kind.BAD_ANSWER;
      refuse(
          client,
          (wrong ? Status.INTERNAL : Status.UNAVAILABLE)
              .withDescription("no JWT-SVID could be issued: " + cause.getMessage()));
      return;
    }
    parts.deliveries().tokens(delegate, named, audience);
    client.onNext(DelegatedMessages.tokens(named));
    client.onCompleted();
  }

  /// Goes on with the subject, once it is attested; refuses who is no delegate first, so that
  /// nobody else learns which processes there are.
  private void subject(
      DelegatedSubject asked, Caller delegate, StreamObserver<?> client, Consumer<Subject> then) {
    Optional<Status> refusal = refusal(delegate);
    if (refusal.isPresent()) {
      refuse(client, refusal.get());
      return;
    }
    switch (asked.getSubjectCase()) {
      case PID -> {
        if (asked.getPid() <= 0) {
          refuse(client, Status.INVALID_ARGUMENT.withDescription("pid " + asked.getPid()));
          return;
        }
        var unused =
            parts
                .processes()
                .attest(asked.getPid())
                .whenComplete(
                    (caller, failure) -> {
                      if (caller == null) {
                        refuse(
                            client,
                            Status.NOT_FOUND.withDescription(
                                "there is no process " + asked.getPid()));
                      } else {
                        then.accept(new Subject(caller.selectors(), Optional.of(caller.process())));
                      }
                    });
      }
      case SELECTORS -> {
        List<String> selectors = asked.getSelectors().getSelectorsList();
        if (selectors.isEmpty() || selectors.size() > MOST_SELECTORS) {
          refuse(
              client,
              Status.INVALID_ARGUMENT.withDescription(
                  selectors.size() + " selectors (expected: 1 to " + MOST_SELECTORS + ")"));
          return;
        }
        then.accept(new Subject(Set.copyOf(selectors), Optional.empty()));
      }
      case SUBJECT_NOT_SET ->
          refuse(
              client,
              Status.INVALID_ARGUMENT.withDescription("no subject (expected: a pid or selectors)"));
    }
  }

  private Optional<Status> refusal(Caller delegate) {
    Entitlements own = parts.source().of(delegate.selectors());
    if (own.trust().isEmpty()) {
      return Optional.of(Status.UNAVAILABLE.withDescription(own.whyNot()));
    }
    if (parts.delegates().contains(delegate)) {
      return Optional.empty();
    }
    parts.deliveries().refused(delegate);
    return Optional.of(
        Status.PERMISSION_DENIED.withDescription(
            "the caller has none of the identities of `authorized-delegates`"));
  }

  private static void refuse(StreamObserver<?> client, Status status) {
    client.onError(status.asRuntimeException());
  }
}
