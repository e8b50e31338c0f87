package io.watchword.ca.authority;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What one truster said it trusts, presents and holds open. Digests are lower-case hexadecimal.
///
/// @param bundleSequence 0 where it cannot know
/// @param openConnections how many by the root that authenticated either side
public record TrusterReport(
    String spiffeId,
    TrusterKind kind,
    String bundleSha256,
    long bundleSequence,
    Set<String> trustedRoots,
    List<Presented> presented,
    Map<String, Integer> openConnections,
    Instant observedAt) {

  /// Copies the collections.
  public TrusterReport {
    trustedRoots = Set.copyOf(trustedRoots);
    presented = List.copyOf(presented);
    openConnections = Map.copyOf(openConnections);
  }

  /// A chain in use for new handshakes.
  public record Presented(String serial, String rootSha256, Instant notAfter) {}

  /// When the last of what it presents ends: it can then no longer take part in anything.
  public Instant presentsUntil() {
    return presented.stream().map(Presented::notAfter).max(Instant::compareTo).orElse(observedAt);
  }

  boolean presentsUnder(String rootSha256) {
    return presented.stream().anyMatch(chain -> chain.rootSha256().equals(rootSha256));
  }

  int connectionsUnder(String rootSha256) {
    return openConnections.getOrDefault(rootSha256, 0);
  }
}
