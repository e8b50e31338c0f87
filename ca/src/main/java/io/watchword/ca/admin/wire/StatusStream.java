package io.watchword.ca.admin.wire;

import io.grpc.stub.ServerCallStreamObserver;
import io.watchword.api.roots.RootStatus;
import io.watchword.ca.authority.Rotation;
import io.watchword.ca.authority.RotationStatus;
import io.watchword.ca.node.wire.CallFailures;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One open `WatchRotation`. Thread-safe by one lock: a stream takes one message at a time.
final class StatusStream {
  private final ServerCallStreamObserver<RootStatus> out;
  private final Supplier<RotationStatus> status;
  private @Nullable RootStatus last;
  private boolean ended;

  StatusStream(ServerCallStreamObserver<RootStatus> out, Supplier<RotationStatus> status) {
    this.out = out;
    this.status = status;
  }

  /// Sends the status where it changed; ends when the rotation does.
  ///
  /// @return whether it goes on
  synchronized boolean push() {
    if (ended || out.isCancelled()) {
      return false;
    }
    try {
      RotationStatus now = status.get();
      RootStatus message = RootsMessages.status(now);
      if (!Objects.equals(message, last)) {
        out.onNext(message);
        last = message;
      }
      ended = now.rotation().map(Rotation::state).filter(state -> !state.isOver()).isEmpty();
      if (ended) {
        out.onCompleted();
      }
      return !ended;
    } catch (RuntimeException e) {
      ended = true;
      out.onError(CallFailures.of(e).asStatus());
      return false;
    }
  }
}
