package io.watchword.ca.vault.transit;

import io.watchword.ca.keys.KeysException;
import io.watchword.ca.keys.UpstreamUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Signatures that are wanted at the same time, asked of Transit in one call. Thread-safe.
///
/// A few senders take what has come in since they were last free: who asks alone waits for one
/// call, and many together share one. They are virtual threads, made when the first signature is
/// wanted.
final class SignatureBatches implements AutoCloseable {
  // Two, so that one call is on its way while the other is being answered; more would make each
  // batch smaller and the server no faster.
  private static final int SENDERS = 2;
  private static final int LARGEST_BATCH = 128;

  // Who waits behind many batches is worse off than who is told to come again.
  private static final int LONGEST_QUEUE = 20_000;

  private record Wanted(byte[] digest, CompletableFuture<byte[]> signature) {}

  private final TransitMount mount;
  private final TransitKey key;
  private final Duration patience;
  private final BlockingQueue<Wanted> queue = new LinkedBlockingQueue<>(LONGEST_QUEUE);
  private final List<Thread> senders = new ArrayList<>();
  private boolean closed;

  /// @param patience how long a signature is waited for
  SignatureBatches(TransitMount mount, TransitKey key, Duration patience) {
    this.mount = mount;
    this.key = key;
    this.patience = patience;
  }

  byte[] sign(byte[] digest) {
    start();
    Wanted wanted = new Wanted(digest, new CompletableFuture<>());
    if (!queue.offer(wanted)) {
      throw new UpstreamUnavailableException(
          "ca/upstream-unreachable",
          LONGEST_QUEUE + " signatures wait for Vault already: it is too slow for what is asked");
    }
    try {
      return wanted.signature().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } catch (TimeoutException e) {
      // Nobody wants it any more: the senders pass it over.
      wanted.signature().cancel(false);
      throw new UpstreamUnavailableException(
          "ca/upstream-unreachable",
          "Vault gave no signature within " + patience.toMillis() + " ms",
          e);
    } catch (InterruptedException e) {
      wanted.signature().cancel(false);
      Thread.currentThread().interrupt();
      throw new UpstreamUnavailableException(
          "ca/upstream-unreachable", "interrupted while Vault signs", e);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    senders.forEach(Thread::interrupt);
  }

  private synchronized void start() {
    if (closed) {
      throw new UpstreamUnavailableException("ca/upstream-unreachable", "the CA ends");
    }
    while (senders.size() < SENDERS) {
      senders.add(Thread.ofVirtual().name("vault-sign-" + senders.size()).start(this::send));
    }
  }

  private void send() {
    List<Wanted> batch = new ArrayList<>(LARGEST_BATCH);
    try {
      while (!Thread.currentThread().isInterrupted()) {
        batch.clear();
        batch.add(queue.take());
        queue.drainTo(batch, LARGEST_BATCH - 1);
        batch.removeIf(wanted -> wanted.signature().isCancelled());
        if (!batch.isEmpty()) {
          send(batch);
        }
      }
    } catch (InterruptedException e) {
      // Closed: who still waits is told by its own patience.
      Thread.currentThread().interrupt();
    }
  }

  private void send(List<Wanted> batch) {
    try {
      List<byte[]> signatures = mount.sign(key, batch.stream().map(Wanted::digest).toList());
      for (int i = 0; i < batch.size(); i++) {
        complete(batch.get(i).signature(), signatures.get(i));
      }
    } catch (RuntimeException e) {
      batch.forEach(wanted -> wanted.signature().completeExceptionally(e));
    }
  }

  private static void complete(CompletableFuture<byte[]> wanted, byte[] signature) {
    if (signature.length == 0) {
      wanted.completeExceptionally(
          new UpstreamUnavailableException(
              "ca/upstream-failed", "Vault gave no signature of the version that was certified"));
    } else {
      wanted.complete(signature);
    }
  }

  // Each caller gets an exception of its own thread; its code and words are those of the call.
  private static KeysException failure(@Nullable Throwable cause) {
    return cause instanceof KeysException e
        ? new UpstreamUnavailableException(e.code(), String.valueOf(e.getMessage()), e)
        : new KeysException("ca/signing-failed", "Transit cannot sign", cause);
  }
}
