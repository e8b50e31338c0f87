package io.watchword.agent.attestation;

import java.time.Duration;

/// A wait of the calling thread: tests move their clock instead.
@FunctionalInterface
public interface Pause {

  /// Returns after `time`.
  void pause(Duration time) throws InterruptedException;
}
