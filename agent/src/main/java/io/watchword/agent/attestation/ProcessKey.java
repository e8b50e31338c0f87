package io.watchword.agent.attestation;

/// One process, told apart from a later one with the same id by when it started. Immutable.
///
/// @param pid 0 where the peer lives in a process namespace that we do not see
/// @param startTicks field 22 of `/proc/PID/stat`; 0 where the pid is not known
public record ProcessKey(int pid, long startTicks) {

  /// Whether the kernel told us which process it is.
  public boolean isKnown() {
    return pid > 0;
  }
}
