package io.watchword.agent.workload.wire;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.watchword.agent.attestation.AttestationException;
import io.watchword.agent.attestation.Caller;
import io.watchword.agent.attestation.WorkloadAttestation;
import io.watchword.agent.workload.CallerLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;

/// Before any call: the security header, who calls, and whether that is one call too many. Runs on
/// the event loop.
public final class CallerInterceptor implements ServerInterceptor {
  // [1] SPIFFE Workload Endpoint §5: the header must be there, exactly, so that no browser or proxy
  //     can be tricked into asking for somebody else.

  /// Who calls, attested for this call.
  public static final Context.Key<Caller> CALLER = Context.key("io.watchword.agent.caller");

  private static final Metadata.Key<String> SECURITY_HEADER =
      Metadata.Key.of("workload.spiffe.io", Metadata.ASCII_STRING_MARSHALLER);
  private static final String WORKLOAD_API = "SpiffeWorkloadAPI";

  private final WorkloadAttestation attestation;
  private final CallerLimits limits;

  CallerInterceptor(WorkloadAttestation attestation, CallerLimits limits) {
    this.attestation = attestation;
    this.limits = limits;
  }

  @Override
  public <Q, A> Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (WORKLOAD_API.equals(call.getMethodDescriptor().getServiceName())
        && !hasSecurityHeader(headers)) {
      return refuse(
          call,
          Status.INVALID_ARGUMENT.withDescription(
              "header `workload.spiffe.io` must be there once, with the value `true`"));
    }
    ConnectedPeer connected = call.getAttributes().get(ConnectedPeer.ATTRIBUTE);
    if (connected == null) {
      return refuse(call, Status.INTERNAL.withDescription("the caller is not known"));
    }
    int uid = connected.peer().uid();
    // Before attestation on purpose: what it asks of others must not be free for who calls often.
    if (!limits.enter(connected.process(), uid)) {
      return refuse(
          call, Status.RESOURCE_EXHAUSTED.withDescription("too many calls open on this socket"));
    }
    Context context = Context.current();
    AwaitingListener<Q> waiting = new AwaitingListener<>();
    var unused =
        attestation
            .attest(connected.peer(), connected.process())
            .whenComplete(
                (caller, failure) ->
                    waiting.start(
                        () ->
                            caller == null
                                ? refuse(call, reason(failure))
                                : Contexts.interceptCall(
                                    context.withValue(CALLER, caller), call, headers, next)));
    return new Leaving<>(waiting, () -> limits.leave(connected.process(), uid));
  }

  private static Status reason(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof AttestationException
        ? Status.PERMISSION_DENIED.withDescription(cause.getMessage())
        : Status.INTERNAL.withDescription("the caller cannot be attested").withCause(cause);
  }

  private static boolean hasSecurityHeader(Metadata headers) {
    Iterable<String> values = headers.getAll(SECURITY_HEADER);
    List<String> all = new ArrayList<>();
    if (values != null) {
      values.forEach(all::add);
    }
    return all.equals(List.of("true"));
  }

  private static <Q, A> Listener<Q> refuse(ServerCall<Q, A> call, Status status) {
    call.close(status, new Metadata());
    return new Listener<>() {};
  }

  /// Counts the call as over, once, however it ends.
  private static final class Leaving<Q> extends SimpleForwardingServerCallListener<Q> {

    private final Runnable leave;

    Leaving(Listener<Q> delegate, Runnable leave) {
      super(delegate);
      this.leave = leave;
    }

    @Override
    public void onComplete() {
      leave.run();
      super.onComplete();
    }

    @Override
    public void onCancel() {
      leave.run();
      super.onCancel();
    }
  }
}
