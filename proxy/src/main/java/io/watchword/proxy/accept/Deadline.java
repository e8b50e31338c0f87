package io.watchword.proxy.accept;

import java.time.Duration;

/// When something must have happened on one connection. Confined to the connection's event loop.
public final class Deadline {

  private final Deadlines owner;
  private final Runnable whenMissed;
  private boolean armed;
  private boolean watched = true;
  private long at;

  /// Where the owner keeps it.
  int index;

  Deadline(Deadlines owner, Runnable whenMissed, int index) {
    this.owner = owner;
    this.whenMissed = whenMissed;
    this.index = index;
  }

  /// It must happen within this time from now.
  public void in(Duration time) {
    armed = true;
    at = owner.now() + time.toNanos();
  }

  /// Nothing is waited for.
  public void none() {
    armed = false;
  }

  /// The connection has closed.
  public void forget() {
    if (watched) {
      watched = false;
      armed = false;
      owner.forget(this);
    }
  }

  void missedAt(long now) {
    if (armed && now - at >= 0) {
      armed = false;
      whenMissed.run();
    }
  }
}
