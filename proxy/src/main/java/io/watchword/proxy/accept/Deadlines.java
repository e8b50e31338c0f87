package io.watchword.proxy.accept;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The deadlines of all connections of one event loop, looked at a few times a second: cheaper than
/// a timer for each, which every request would have to move. Confined to its loop.
public final class Deadlines {

  /// Late by at most this.
  static final long SWEEP_MILLIS = 100;

  private static final FastThreadLocal<Deadlines> OF_LOOP = new FastThreadLocal<>();

  private final Ticker ticker;
  private final List<Deadline> watched = new ArrayList<>();

  private Deadlines(Ticker ticker) {
    this.ticker = ticker;
  }

  /// Those of the event loop that calls.
  public static Deadlines of(EventLoop loop) {
    Deadlines deadlines = OF_LOOP.get();
    if (deadlines == null) {
      deadlines = new Deadlines(loop.ticker());
      OF_LOOP.set(deadlines);
      loop.scheduleWithFixedDelay(
          deadlines::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }
    return deadlines;
  }

  /// Watches a deadline, which does nothing until it is set.
  public Deadline watch(Runnable whenMissed) {
    Deadline deadline = new Deadline(this, whenMissed, watched.size());
    watched.add(deadline);
    return deadline;
  }

  long now() {
    return ticker.nanoTime();
  }

  void forget(Deadline deadline) {
    int last = watched.size() - 1;
    Deadline moved = watched.get(last);
    watched.set(deadline.index, moved);
    moved.index = deadline.index;
    watched.remove(last);
  }

  private void sweep() {
    long now = now();
    // Backwards, because what is missed usually closes its connection and takes itself out.
    for (int i = watched.size() - 1; i >= 0; i--) {
      if (i < watched.size()) {
        watched.get(i).missedAt(now);
      }
    }
  }
}
