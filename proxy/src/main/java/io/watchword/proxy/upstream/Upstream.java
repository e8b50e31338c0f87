package io.watchword.proxy.upstream;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Where the traffic of one listener goes: some addresses, taken in turn, and the idle connections
/// to them. Thread-safe; pools belong to event loops.
public final class Upstream<C extends Pooled> {

  private static final int MAX_IDLE_PER_LOOP = 256;

  private final List<InetSocketAddress> addresses;
  private final Connector connector;
  private final ConcurrentHashMap<EventExecutor, LoopPool<C>> pools = new ConcurrentHashMap<>();
  private final AtomicInteger turn = new AtomicInteger();
  private final AtomicInteger epoch = new AtomicInteger();

  /// An upstream of at least one address.
  public Upstream(List<InetSocketAddress> addresses, Connector connector) {
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("no addresses (expected: at least one)");
    }
    this.addresses = List.copyOf(addresses);
    this.connector = connector;
  }

  /// The idle connections of an event loop.
  public LoopPool<C> pool(EventLoop loop) {
    LoopPool<C> pool = pools.get(loop);
    return pool != null
        ? pool
        : pools.computeIfAbsent(loop, l -> new LoopPool<>(MAX_IDLE_PER_LOOP, epoch::get));
  }

  /// Connects to the address whose turn it is, and to the others if that fails.
  public void connect(EventLoop loop, ConnectOutcome outcome) {
    int first = Math.floorMod(turn.getAndIncrement(), addresses.size());
    connect(loop, first, addresses.size() - 1, outcome);
  }

  private void connect(EventLoop loop, int index, int others, ConnectOutcome outcome) {
    ConnectOutcome next =
        new ConnectOutcome() {
          @Override
          public void connected(UpstreamChannel channel) {
            outcome.connected(channel);
          }

          @Override
          public void failed(UpstreamFailure failure) {
            if (others == 0 || failure.equals(UpstreamFailure.NO_IDENTITY)) {
              outcome.failed(failure);
            } else {
              connect(loop, (index + 1) % addresses.size(), others - 1, outcome);
            }
          }
        };
    connector.connect(loop, addresses.get(index), epoch.get(), next);
  }

  /// Idle connections are closed at once, those in use when they are given back. Called when what
  /// they were authenticated with has changed.
  public void retireAll() {
    epoch.incrementAndGet();
    pools.forEach((loop, pool) -> loop.execute(pool::retireAll));
  }
}
