package io.watchword.authz.service;

import io.watchword.bundles.build.SignedBundle;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The bundle that is served, and those who wait for the next one. Thread-safe: one volatile
/// snapshot.
final class BundleShelf {

  private record Shelf(Optional<SignedBundle> bundle, CompletableFuture<Void> next) {}

  private volatile Shelf shelf = new Shelf(Optional.empty(), new CompletableFuture<>());
  private volatile boolean open = true;

  Optional<SignedBundle> current() {
    return shelf.bundle();
  }

  /// Puts another bundle there and wakes all who wait.
  synchronized void put(SignedBundle bundle) {
    Shelf old = shelf;
    shelf = new Shelf(Optional.of(bundle), new CompletableFuture<>());
    old.next().complete(null);
  }

  /// Wakes all who wait, and nobody waits any more.
  void close() {
    open = false;
    shelf.next().complete(null);
  }

  /// The bundle, as soon as it is another one than `digest`; the same one after `limit`. Blocks, so
  /// only on a virtual thread.
  Optional<SignedBundle> await(String digest, Duration limit) throws InterruptedException {
    Shelf seen = shelf;
    boolean isNews = seen.bundle().filter(bundle -> bundle.digest().equals(digest)).isEmpty();
    if (isNews || !open || limit.isZero()) return seen.bundle();
    try {
      seen.next().get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return seen.bundle();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
    return shelf.bundle();
  }
}
