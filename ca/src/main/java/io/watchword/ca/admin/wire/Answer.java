package io.watchword.ca.admin.wire;

import com.google.protobuf.Message;
import io.grpc.stub.StreamObserver;
import io.watchword.ca.node.wire.CallFailures;
import java.util.function.Supplier;

/// The one answer to a call, or why there is none. Thread-safe: no state.
final class Answer {

  private Answer() {}

  /// Computes `answer` and sends it to `out`; what it throws is sent as a status.
  static <T extends Message> void to(StreamObserver<T> out, Supplier<T> answer) {
    T message;
    try {
      message = answer.get();
    } catch (RuntimeException e) {
      out.onError(CallFailures.of(e).asStatus());
      return;
    }
    out.onNext(message);
    out.onCompleted();
  }
}
