package io.watchword.ca.node.wire;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.watchword.api.node.SyncResponse;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One agent's open `Sync`. Thread-safe by one lock: a stream takes one message at a time.
final class SyncStream {
  private final List<X509Certificate> chain;
  private final ServerCallStreamObserver<SyncResponse> out;
  private final Function<List<X509Certificate>, SyncResponse> state;
  private @Nullable SyncResponse last;
  private boolean ended;

  /// @param state what the agent of a chain is to know now; refuses where it is no longer good
  SyncStream(
      List<X509Certificate> chain,
      ServerCallStreamObserver<SyncResponse> out,
      Function<List<X509Certificate>, SyncResponse> state) {
    this.chain = chain;
    this.out = out;
    this.state = state;
  }

  /// Sends the state if it differs from what was sent last, or ends the stream where the agent is
  /// no longer good.
  ///
  /// @return whether it goes on
  synchronized boolean push() {
    if (ended || out.isCancelled()) {
      return false;
    }
    try {
      SyncResponse now = state.apply(chain);
      if (!Objects.equals(now, last)) {
        out.onNext(now);
        last = now;
      }
      return true;
    } catch (RuntimeException e) {
      return fail(CallFailures.of(e).asStatus());
    }
  }

  /// Ends it: the CA stops.
  synchronized void end() {
    fail(Status.UNAVAILABLE.withDescription("the CA stops").asRuntimeException());
  }

  private boolean fail(RuntimeException status) {
    if (!ended && !out.isCancelled()) {
      out.onError(status);
    }
    ended = true;
    return false;
  }
}
