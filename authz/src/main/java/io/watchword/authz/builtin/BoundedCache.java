package io.watchword.authz.builtin;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// A cache that holds at most twice its limit: when the young half is full it becomes the old one,
/// and what nobody asked for since is dropped. Thread-safe, without locks.
public final class BoundedCache<K, V> {

  private record Halves<K, V>(
      ConcurrentMap<K, V> young, ConcurrentMap<K, V> old, AtomicLong weight) {}

  private final long limit;
  private final ToLongFunction<V> weigher;
  private volatile Halves<K, V> halves =
      new Halves<>(new ConcurrentHashMap<>(), new ConcurrentHashMap<>(), new AtomicLong());

  /// @param limit of one half, in what `weigher` says of each value
  public BoundedCache(long limit, ToLongFunction<V> weigher) {
    this.limit = limit;
    this.weigher = weigher;
  }

  /// The value known under `key`.
  public @Nullable V get(K key) {
    Halves<K, V> now = halves;
    V known = now.young().get(key);
    if (known != null) {
      return known;
    }
    known = now.old().get(key);
    if (known != null) {
      put(key, known);
    }
    return known;
  }

  /// Keeps `value`, unless it alone is over the limit.
  public void put(K key, V value) {
    long weight = weigher.applyAsLong(value);
    if (weight > limit) {
      return;
    }
    Halves<K, V> now = halves;
    now.young().put(key, value);
    if (now.weight().addAndGet(weight) > limit) {
      // A race turns twice and drops too much; harmless.
      halves = new Halves<>(new ConcurrentHashMap<>(), now.young(), new AtomicLong());
    }
  }

  /// Forgets what is under `key`.
  public void remove(K key) {
    Halves<K, V> now = halves;
    now.young().remove(key);
    now.old().remove(key);
  }
}
