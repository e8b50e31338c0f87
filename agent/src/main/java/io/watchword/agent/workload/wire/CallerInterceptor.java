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
import io.watchword.agent.attestation.UnixAttestor;
import io.watchword.agent.workload.CallerLimits;
import java.util.ArrayList;
import java.util.List;

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

  private final UnixAttestor attestor;
  private final CallerLimits limits;

  CallerInterceptor(UnixAttestor attestor, CallerLimits limits) {
    this.attestor = attestor;
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
    Caller caller;
    try {
      caller = attestor.attest(connected.peer(), connected.process());
    } catch (AttestationException e) {
      return refuse(call, Status.PERMISSION_DENIED.withDescription(e.getMessage()));
    }
    if (!limits.enter(caller)) {
      return refuse(
          call, Status.RESOURCE_EXHAUSTED.withDescription("too many calls open on this socket"));
    }
    return new Leaving<>(
        Contexts.interceptCall(Context.current().withValue(CALLER, caller), call, headers, next),
        () -> limits.leave(caller));
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
