package io.watchword.proxy;

import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.x509.StrictX509Certificate;
import io.watchword.proxy.identity.IdentitySnapshot;
import io.watchword.proxy.observe.ConnectionRegistry;
import io.watchword.proxy.observe.OpenConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Ends the connections of one workload that a root authenticated which is being replaced, so that
/// the root can be dropped: HTTP at the end of an answer, what is idle or TCP once the drain time
/// is over, and what leads to a root that is not trusted any more at once. Thread-safe.
final class RotationDrain {

  private final String workload;
  private final ConnectionRegistry registry;
  private final Duration drain;
  private final InstantSource clock;
  private @Nullable IdentitySnapshot current;
  private @Nullable Instant rootChangedAt;

  RotationDrain(String workload, ConnectionRegistry registry, Duration drain, InstantSource clock) {
    this.workload = workload;
    this.registry = registry;
    this.drain = drain;
    this.clock = clock;
  }

  /// New handshakes use this snapshot from now on.
  synchronized void changed(IdentitySnapshot snapshot) {
    if (current != null && !current.rootSha256().equals(snapshot.rootSha256())) {
      rootChangedAt = clock.instant();
    }
    current = snapshot;
    look();
  }

  /// Looks at what is open; called every second.
  synchronized void look() {
    IdentitySnapshot now = current;
    if (now == null) {
      return;
    }
    registry.finish(connection -> isMine(connection) && isDistrusted(connection, now));
    Instant changed = rootChangedAt;
    if (changed == null) {
      return;
    }
    registry.drain(connection -> isOld(connection, now));
    Instant overdue = clock.instant().minus(drain);
    if (changed.isBefore(overdue)) {
      registry.finish(connection -> isOld(connection, now) && connection.since().isBefore(overdue));
    }
  }

  private boolean isMine(OpenConnection connection) {
    return connection.origin().workload().equals(workload);
  }

  private boolean isOld(OpenConnection connection, IdentitySnapshot now) {
    String issuing = now.rootSha256();
    boolean peerIsOld =
        isOfOwnDomain(connection, now) && !connection.peer().rootSha256().equals(issuing);
    return isMine(connection) && (peerIsOld || !connection.localRootSha256().equals(issuing));
  }

  private static boolean isDistrusted(OpenConnection connection, IdentitySnapshot now) {
    return isOfOwnDomain(connection, now)
        && !trustedRoots(now).contains(connection.peer().rootSha256());
  }

  private static boolean isOfOwnDomain(OpenConnection connection, IdentitySnapshot now) {
    return connection.peerTrustDomain().equals(now.svid().id().trustDomain().name());
  }

  private static Set<String> trustedRoots(IdentitySnapshot snapshot) {
    Set<String> roots = new HashSet<>();
    snapshot
        .bundles()
        .get(snapshot.svid().id().trustDomain())
        .map(X509Bundle::strictRoots)
        .ifPresent(all -> all.stream().map(StrictX509Certificate::sha256Hex).forEach(roots::add));
    return roots;
  }
}
