package io.watchword.agent.workload.wire;

import java.util.HashMap;
import java.util.Map;

/// How many connections one user may have open. Thread-safe.
final class ConnectionLimit {

  private final int perUser;
  private final Map<Integer, Integer> open = new HashMap<>();

  ConnectionLimit(int perUser) {
    this.perUser = perUser;
  }

  synchronized boolean enter(int uid) {
    int before = open.getOrDefault(uid, 0);
    if (before >= perUser) {
      return false;
    }
    open.put(uid, before + 1);
    return true;
  }

  synchronized void leave(int uid) {
    open.computeIfPresent(uid, (key, count) -> count > 1 ? count - 1 : null);
  }
}
