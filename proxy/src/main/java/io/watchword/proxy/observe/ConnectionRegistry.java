package io.watchword.proxy.observe;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// All open, authenticated connections of this process. Thread-safe.
public final class ConnectionRegistry {

  private final Set<OpenConnection> open = ConcurrentHashMap.newKeySet();
  private final Set<Drainable> local = ConcurrentHashMap.newKeySet();

  /// Called when a connection has passed its connection-level checks.
  public void add(OpenConnection connection) {
    open.add(connection);
  }

  /// Called when it has closed.
  public void remove(OpenConnection connection) {
    open.remove(connection);
  }

  /// Called for a connection of a local application into the mesh, which is listed by its other
  /// half only.
  public void addLocal(Drainable connection) {
    local.add(connection);
  }

  /// Called when it has closed.
  public void removeLocal(Drainable connection) {
    local.remove(connection);
  }

  /// Asks everything to end at the next safe point.
  public void drainAll() {
    local.forEach(Drainable::drain);
    drain(connection -> true);
  }

  /// Asks everything to end now, in order.
  public void finishAll() {
    local.forEach(Drainable::finish);
    finish(connection -> true);
  }

  /// Whether nothing is open any more.
  public boolean isEmpty() {
    return open.isEmpty() && local.isEmpty();
  }

  /// A live view.
  public Collection<OpenConnection> all() {
    return Collections.unmodifiableCollection(open);
  }

  /// How many are open.
  public int count() {
    return open.size();
  }

  /// Open connections of one workload by the root that authenticated either side of them.
  public Map<String, Integer> countByRoot(String workload) {
    Map<String, Integer> counts = new HashMap<>();
    for (OpenConnection connection : open) {
      if (connection.origin().workload().equals(workload)) {
        String peer = connection.peer().rootSha256();
        String local = connection.localRootSha256();
        if (!peer.isEmpty()) {
          counts.merge(peer, 1, Integer::sum);
        }
        if (!local.isEmpty() && !local.equals(peer)) {
          counts.merge(local, 1, Integer::sum);
        }
      }
    }
    return counts;
  }

  /// Asks the matching ones to end at the next safe point.
  public void drain(Predicate<OpenConnection> which) {
    open.stream().filter(which).forEach(c -> c.drainable().drain());
  }

  /// Asks the matching ones to end now, in order.
  public void finish(Predicate<OpenConnection> which) {
    open.stream().filter(which).forEach(c -> c.drainable().finish());
  }
}
