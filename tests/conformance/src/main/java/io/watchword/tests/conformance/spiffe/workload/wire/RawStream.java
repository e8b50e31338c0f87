package io.watchword.tests.conformance.spiffe.workload.wire;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A call that is going on: its messages as they come, and how it ended. Thread-safe.
final class RawStream extends ClientCall.Listener<byte[]> implements AutoCloseable {

  private final ClientCall<byte[], byte[]> call;
  private final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
  private final CompletableFuture<Status> end = new CompletableFuture<>();

  RawStream(ClientCall<byte[], byte[]> call) {
    this.call = call;
  }

  @Override
  public void onMessage(byte[] message) {
    messages.add(message);
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    end.complete(status);
  }

  /// Allows so many more messages to come.
  void read(int count) {
    call.request(count);
  }

  /// The next message, if one comes in time.
  Optional<byte[]> next(Duration patience) {
    try {
      byte[] message = messages.poll();
      long until = System.nanoTime() + patience.toNanos();
      while (message == null && System.nanoTime() < until && !end.isDone()) {
        message = messages.poll(10, TimeUnit.MILLISECONDS);
      }
      return Optional.ofNullable(message == null ? messages.poll() : message);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /// The next message, or an error that says how the call ended instead.
  byte[] need(Duration patience) {
    return next(patience)
        .orElseThrow(
            () ->
                new UnexpectedException(
                    status(Duration.ZERO)
                        .map(status -> "call ended with " + shown(status))
                        .orElse("no message within " + patience.toMillis() + " ms")));
  }

  /// All messages that are there and come within `patience`.
  List<byte[]> during(Duration patience) {
    List<byte[]> all = new ArrayList<>();
    long until = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < until) {
      next(Duration.ofNanos(Math.max(1, until - System.nanoTime()))).ifPresent(all::add);
      if (end.isDone() && messages.isEmpty()) {
        break;
      }
    }
    return all;
  }

  /// How it ended, if it does in time.
  Optional<Status> status(Duration patience) {
    try {
      return Optional.of(end.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  static String shown(Status status) {
    return status.getCode()
        + (status.getDescription() == null ? "" : " (" + status.getDescription() + ")");
  }

  /// Cancels it.
  @Override
  public void close() {
    call.cancel("enough", null);
  }
}
