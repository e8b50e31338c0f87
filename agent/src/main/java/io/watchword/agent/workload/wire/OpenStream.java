package io.watchword.agent.workload.wire;

import io.grpc.Status;
import java.util.Set;

/// A stream that is told of changes. Thread-safe.
public interface OpenStream {

  /// Selectors of whom it is about: what they are entitled to is in use. Takes no lock.
  Set<String> selectors();

  /// Sends the newest state, unless the client has it or does not read.
  void refresh();

  /// Ends the stream where whom it is about has gone. Called now and then.
  default void endIfOver() {
    // Most streams end with their client alone.
  }

  /// Ends the stream with `status`.
  void end(Status status);

  /// The client has gone.
  void left();
}
