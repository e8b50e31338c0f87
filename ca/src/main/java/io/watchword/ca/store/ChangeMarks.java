package io.watchword.ca.store;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// How often what stands under a SPIFFE ID has changed since the CA started, so that ten thousand
/// agents need not each be looked up at every change. Thread-safe.
final class ChangeMarks {
  private final Map<String, Long> byId = new ConcurrentHashMap<>();

  long of(String id) {
    return byId.getOrDefault(id, 0L);
  }

  void note(String id) {
    byId.merge(id, 1L, Long::sum);
  }
}
