package io.watchword.ca.authority;

import io.watchword.ca.attestation.Node;
import io.watchword.ca.attestation.NodeStatus;
import io.watchword.ca.issuance.Leaf;
import io.watchword.identity.id.SpiffeId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Who holds which gate. Thread-safe: computes from snapshots.
///
/// Absence is no consent. An agent counts until its last SVID has expired *and* it was evicted, so
/// that it must attest itself anew; another truster counts until what it presents has expired. What
/// nobody ever reported is its agent's to answer for.
public final class Gates {
  // Leaves are backdated by ten seconds: whose clock is further behind refuses a fresh one. Two
  // seconds less, as a report takes its time too.
  private static final Duration MAX_CLOCK_BEHIND = Duration.ofSeconds(8);

  private final Sources sources;
  private final InstantSource clock;

  /// Where gates look.
  ///
  /// @param nodes all agents
  /// @param registry who reported
  /// @param outside trusters that no agent reports: copied files, other trust domains
  /// @param leaves all that have not expired, in the order they were issued
  /// @param own the CA's own trust
  public record Sources(
      Supplier<List<Node>> nodes,
      Supplier<List<Truster>> registry,
      Supplier<List<Truster>> outside,
      Supplier<List<Leaf>> leaves,
      OwnIdentity own) {}

  /// Looks at `sources`.
  public Gates(Sources sources, InstantSource clock) {
    this.sources = sources;
    this.clock = clock;
  }

  /// G1: who does not trust the new root yet, or would refuse what it signs.
  public List<Blocker> notTrusting(String newRoot, Set<String> without) {
    return judge(
        without,
        truster ->
            truster.report().trustedRoots().contains(newRoot)
                ? clockBehind(truster)
                : Optional.of("does not trust sha256:" + newRoot + " yet"));
  }

  /// G1 and G3 of JWT keys: who has not taken the bundle of that sequence yet. Agents verify
  /// JWT-SVIDs for their workloads; proxies do not.
  public List<Blocker> behind(long sequence, Set<String> without) {
    return judge(
        without,
        truster ->
            verifiesTokens(truster) && truster.report().bundleSequence() < sequence
                ? Optional.of(
                    "has bundle "
                        + truster.report().bundleSequence()
                        + " and needs "
                        + sequence
                        + " with the new JWT keys")
                : Optional.empty());
  }

  /// G2: who still uses the old root, and who could not do without it.
  public List<Blocker> using(String oldRoot, String newRoot, Set<String> without) {
    Holders holders = holders(oldRoot);
    return judge(
        without,
        truster -> {
          if (!truster.report().trustedRoots().contains(newRoot)) {
            return Optional.of("does not trust sha256:" + newRoot);
          }
          return using(truster, oldRoot, holders);
        });
  }

  /// G3: who still trusts the old root.
  public List<Blocker> trusting(String oldRoot, Set<String> without) {
    return judge(
        without,
        truster ->
            truster.report().trustedRoots().contains(oldRoot)
                ? Optional.of("still trusts sha256:" + oldRoot)
                : Optional.empty());
  }

  /// Who would be cut off if `root` were no longer trusted.
  public List<Blocker> needing(String root) {
    Holders holders = holders(root);
    return judge(
        Set.of(),
        truster -> {
          if (truster.report().trustedRoots().equals(Set.of(root))) {
            return Optional.of("trusts only sha256:" + root);
          }
          return using(truster, root, holders);
        });
  }

  /// Who would have to answer, whatever they trust.
  public List<Blocker> everyone() {
    return judge(Set.of(), truster -> Optional.of("would have to confirm"));
  }

  /// All trusters that count now, without those that never reported.
  public List<Truster> counting() {
    Instant now = clock.instant();
    Set<String> nodes =
        countingNodes(now).stream()
            .map(Node::id)
            .map(SpiffeId::toString)
            .collect(Collectors.toUnmodifiableSet());
    return Stream.concat(
            Stream.of(self(now)),
            Stream.concat(
                sources.registry().get().stream().filter(one -> counts(one, nodes, now)),
                sources.outside().get().stream()))
        .toList();
  }

  private static Optional<String> using(Truster truster, String root, Holders holders) {
    if (truster.report().presentsUnder(root)) {
      return Optional.of("still presents a leaf under sha256:" + root);
    }
    int connections = truster.report().connectionsUnder(root);
    if (connections > 0) {
      return Optional.of("has " + connections + " connections open under sha256:" + root);
    }
    return holders.mayUse(truster)
        ? Optional.of(
            "was given a leaf under sha256:" + root + " and has not confirmed a later one")
        : Optional.empty();
  }

  private static boolean verifiesTokens(Truster truster) {
    return switch (truster.report().kind()) {
      case AGENT, CA, FEDERATED -> true;
      case PROXY, STATIC, WORKLOAD -> false;
    };
  }

  // Only of agents: they stamp a report when they send it, and share their host's clock with all
  // that they report.
  private static Optional<String> clockBehind(Truster truster) {
    if (truster.report().kind() != TrusterKind.AGENT) {
      return Optional.empty();
    }
    Duration behind = Duration.between(truster.report().observedAt(), truster.lastSeen());
    return behind.compareTo(MAX_CLOCK_BEHIND) > 0
        ? Optional.of(
            "has a clock that is "
                + behind.toSeconds()
                + " s behind ours, and would refuse a fresh certificate as not yet valid")
        : Optional.empty();
  }

  private List<Blocker> judge(Set<String> without, Function<Truster, Optional<String>> reason) {
    Instant now = clock.instant();
    List<Blocker> blockers = new ArrayList<>();
    for (Truster truster : counting()) {
      if (!without.contains(truster.spiffeId())) {
        reasonOf(truster, reason)
            .map(why -> Blocker.of(truster, why, Advice.of(truster, now)))
            .ifPresent(blockers::add);
      }
    }
    // By itself: another agent's word does not stand for its own.
    Set<String> reported =
        sources.registry().get().stream()
            .filter(truster -> truster.agent().equals(truster.spiffeId()))
            .map(Truster::spiffeId)
            .collect(Collectors.toSet());
    for (Node node : countingNodes(now)) {
      String id = node.id().toString();
      if (!reported.contains(id) && !without.contains(id)) {
        blockers.add(
            new Blocker(
                id,
                TrusterKind.AGENT.label(),
                "has never reported",
                Optional.empty(),
                0,
                Advice.ofSilentAgent(id)));
      }
    }
    return List.copyOf(blockers);
  }

  private static Optional<String> reasonOf(
      Truster truster, Function<Truster, Optional<String>> reason) {
    Optional<String> why = reason.apply(truster);
    if (truster.gone()) {
      return why.map(
          text ->
              text
                  + "; it is gone, and its last certificate ends at "
                  + truster.report().presentsUntil());
    }
    return truster.confirmed() ? why : Optional.of("is unheard of since the CA started");
  }

  private Truster self(Instant now) {
    return new Truster("", sources.own().report(), now, false, true);
  }

  private List<Node> countingNodes(Instant now) {
    return sources.nodes().get().stream().filter(node -> counts(node, now)).toList();
  }

  private static boolean counts(Node node, Instant now) {
    return node.status() == NodeStatus.ATTESTED || now.isBefore(node.svidNotAfter());
  }

  // The trusters of an agent that no longer counts have nobody to renew them: they last as long as
  // what they present.
  private static boolean counts(Truster truster, Set<String> counting, Instant now) {
    return counting.contains(truster.agent()) || now.isBefore(truster.report().presentsUntil());
  }

  private Holders holders(String root) {
    return Holders.of(root, sources.leaves().get());
  }
}
