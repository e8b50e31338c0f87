package io.watchword.ca.node.wire;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.watchword.api.node.NodeGrpc;
import io.watchword.ca.node.Arrivals;
import java.time.Duration;
import java.util.Optional;

/// Turns agents away that come faster than the CA can take them in: what a new stream costs is a
/// whole state, what an attestation costs is a signature and the disk. Agents that are in are never
/// turned away. Thread-safe.
final class ArrivalLimit implements ServerInterceptor {
  // [1] gRFC A6: `grpc-retry-pushback-ms` says when to come again.

  private static final Metadata.Key<String> PUSHBACK =
      Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

  private final Arrivals arrivals;

  ArrivalLimit(Arrivals arrivals) {
    this.arrivals = arrivals;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    String method = call.getMethodDescriptor().getFullMethodName();
    boolean arrives =
        method.equals(NodeGrpc.getSyncMethod().getFullMethodName())
            || method.equals(NodeGrpc.getAttestNodeMethod().getFullMethodName());
    Optional<Duration> wait = arrives ? arrivals.admit() : Optional.empty();
    if (wait.isEmpty()) {
      return next.startCall(call, headers);
    }
    Metadata trailers = new Metadata();
    trailers.put(PUSHBACK, Long.toString(wait.get().toMillis()));
    call.close(
        Status.RESOURCE_EXHAUSTED.withDescription(
            "too many agents come at once: come again in " + wait.get().toMillis() + " ms"),
        trailers);
    return new ServerCall.Listener<>() {};
  }
}
