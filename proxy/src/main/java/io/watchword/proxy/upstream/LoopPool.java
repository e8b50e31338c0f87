package io.watchword.proxy.upstream;

import java.util.ArrayDeque;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// Idle connections of one upstream on one event loop; the one used last is used first. Confined to
/// that loop.
public final class LoopPool<C extends Pooled> {

  private final ArrayDeque<C> idle = new ArrayDeque<>();
  private final int maxIdle;
  private final IntSupplier epoch;

  LoopPool(int maxIdle, IntSupplier epoch) {
    this.maxIdle = maxIdle;
    this.epoch = epoch;
  }

  /// An idle connection, if there is one.
  public @Nullable C take() {
    C connection = idle.pollFirst();
    while (connection != null && connection.epoch() != epoch.getAsInt()) {
      connection.retire();
      connection = idle.pollFirst();
    }
    return connection;
  }

  /// Takes a connection back, or retires it.
  public void put(C connection) {
    if (connection.epoch() != epoch.getAsInt() || idle.size() >= maxIdle) {
      connection.retire();
    } else {
      idle.addFirst(connection);
    }
  }

  /// A connection has closed by itself.
  public void forget(C connection) {
    idle.remove(connection);
  }

  void retireAll() {
    while (!idle.isEmpty()) {
      idle.pollFirst().retire();
    }
  }

  int size() {
    return idle.size();
  }
}
