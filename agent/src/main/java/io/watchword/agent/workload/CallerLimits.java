package io.watchword.agent.workload;

import io.watchword.agent.attestation.ProcessKey;
import java.util.HashMap;
import java.util.Map;

/// How many calls one process and one user may have open, so that one workload cannot starve the
/// others. Thread-safe.
public final class CallerLimits {

  private final int perProcess;
  private final int perUser;
  private final Map<Object, Integer> open = new HashMap<>();

  /// @param perProcess calls at a time
  /// @param perUser calls at a time, over all processes of that user
  public CallerLimits(int perProcess, int perUser) {
    this.perProcess = perProcess;
    this.perUser = perUser;
  }

  /// Counts one more; false where it would be one too many.
  public synchronized boolean enter(ProcessKey process, int uid) {
    int ofProcess = open.getOrDefault(process, 0);
    int ofUser = open.getOrDefault(uid, 0);
    // Processes of another process namespace all look like number 0: the user's limit holds them.
    if (ofUser >= perUser || (process.isKnown() && ofProcess >= perProcess)) {
      return false;
    }
    open.put(process, ofProcess + 1);
    open.put(uid, ofUser + 1);
    return true;
  }

  /// Counts one less.
  public synchronized void leave(ProcessKey process, int uid) {
    open.computeIfPresent(process, (key, count) -> count > 1 ? count - 1 : null);
    open.computeIfPresent(uid, (key, count) -> count > 1 ? count - 1 : null);
  }

  /// Calls open now.
  public synchronized int total() {
    return open.entrySet().stream()
        .filter(entry -> entry.getKey() instanceof Integer)
        .mapToInt(Map.Entry::getValue)
        .sum();
  }
}
