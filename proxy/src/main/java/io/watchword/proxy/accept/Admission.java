package io.watchword.proxy.accept;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts the connections of one listener against its limits. Thread-safe.
public final class Admission {

  private final int maxConnections;
  private final int maxPerAddress;
  private final AtomicInteger open = new AtomicInteger();
  private final ConcurrentHashMap<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();

  /// @param maxPerAddress 0 for no limit
  public Admission(int maxConnections, int maxPerAddress) {
    this.maxConnections = maxConnections;
    this.maxPerAddress = maxPerAddress;
  }

  /// Whether one more connection from this address fits. If so, [#leave] must follow.
  public boolean enter(InetAddress address) {
    if (open.incrementAndGet() > maxConnections) {
      open.decrementAndGet();
      return false;
    }
    if (maxPerAddress > 0 && byAddress.merge(address, 1, Integer::sum) > maxPerAddress) {
      leave(address);
      return false;
    }
    return true;
  }

  /// A connection that had entered has closed.
  public void leave(InetAddress address) {
    open.decrementAndGet();
    if (maxPerAddress > 0) {
      byAddress.computeIfPresent(address, (a, count) -> count == 1 ? null : count - 1);
    }
  }

  /// Connections inside.
  public int open() {
    return open.get();
  }
}
