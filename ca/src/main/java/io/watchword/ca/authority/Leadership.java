package io.watchword.ca.authority;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/// Which of the CAs that share a trust domain carries out the steps of a rotation. Thread-safe.
public interface Leadership {

  /// Whether this CA carries out steps now. Tries to become the one that does where none does; from
  /// then on it has heard of everything that others recorded before.
  boolean lead();

  /// Runs `step`. Should another CA lead by the time it records something, that fails with
  /// `ca/lease-lost`.
  <T> T asLeader(Supplier<T> step);

  /// Keeps what is under way from moving until `resume`, here and in other CAs: called at a start
  /// that finds a rotation. Nothing happens where other CAs run: the trust domain has not lost its
  /// CA.
  void suspend();

  /// An operator says that it may move.
  void resume();

  /// Whether it may not.
  boolean isSuspended();

  /// A CA that shares its trust domain with nobody.
  static Leadership alone() {
    AtomicBoolean suspended = new AtomicBoolean();
    return new Leadership() {
      @Override
      public boolean lead() {
        return true;
      }

      @Override
      public <T> T asLeader(Supplier<T> step) {
        return step.get();
      }

      @Override
      public void suspend() {
        suspended.set(true);
      }

      @Override
      public void resume() {
        suspended.set(false);
      }

      @Override
      public boolean isSuspended() {
        return suspended.get();
      }
    };
  }
}
