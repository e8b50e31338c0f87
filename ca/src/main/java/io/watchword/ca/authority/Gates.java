package io.watchword.ca.authority;

import io.watchword.ca.attestation.Node;
import io.watchword.ca.attestation.NodeStatus;
import io.watchword.ca.attestation.Nodes;
import io.watchword.ca.issuance.IssuanceJournal;
import io.watchword.ca.issuance.Leaf;
import io.watchword.identity.id.SpiffeId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Who holds which gate. Thread-safe: computes from snapshots.
///
/// Absence is no consent. An agent counts until its last SVID has expired *and* it was evicted, so
/// that it must attest itself anew; another truster counts until what it presents has expired. What
/// nobody ever reported is its agent's to answer for.
public final class Gates {
  private final Nodes nodes;
  private final TrusterRegistry registry;
  private final IssuanceJournal issued;
  private final OwnIdentity own;
  private final InstantSource clock;

  /// @param own the CA's own trust
  public Gates(
      Nodes nodes,
      TrusterRegistry registry,
      IssuanceJournal issued,
      OwnIdentity own,
      InstantSource clock) {
    this.nodes = nodes;
    this.registry = registry;
    this.issued = issued;
    this.own = own;
    this.clock = clock;
  }

  /// G1: who does not trust the new root yet.
  public List<Blocker> notTrusting(String newRoot, Set<String> without) {
    return judge(
        without,
        truster ->
            truster.report().trustedRoots().contains(newRoot)
                ? Optional.empty()
                : Optional.of("does not trust sha256:" + newRoot + " yet"));
  }

  /// G2: who still uses the old root, and who could not do without it.
  public List<Blocker> using(String oldRoot, String newRoot, Set<String> without) {
    Set<String> holders = holders(oldRoot);
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
    Set<String> holders = holders(root);
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

  private Optional<String> using(Truster truster, String root, Set<String> holders) {
    if (truster.report().presentsUnder(root)) {
      return Optional.of("still presents a leaf under sha256:" + root);
    }
    int connections = truster.report().connectionsUnder(root);
    if (connections > 0) {
      return Optional.of("has " + connections + " connections open under sha256:" + root);
    }
    if (holders.contains(truster.agent() + " " + truster.spiffeId())) {
      return Optional.of("was given a leaf under sha256:" + root + " that nothing replaced");
    }
    return Optional.empty();
  }

  private List<Blocker> judge(Set<String> without, Function<Truster, Optional<String>> reason) {
    Instant now = clock.instant();
    List<Truster> known = registry.all();
    List<Node> counting = nodes.all().stream().filter(node -> counts(node, now)).toList();
    List<Blocker> blockers = new ArrayList<>();
    Truster self = new Truster("", own.report(), now, false, true);
    Stream.concat(Stream.of(self), known.stream().filter(truster -> counts(truster, counting, now)))
        .filter(truster -> !without.contains(truster.spiffeId()))
        .forEach(
            truster ->
                reasonOf(truster, reason)
                    .map(why -> Blocker.of(truster, why))
                    .ifPresent(blockers::add));
    // By itself: another agent's word does not stand for its own.
    Set<String> reported =
        known.stream()
            .filter(truster -> truster.agent().equals(truster.spiffeId()))
            .map(Truster::spiffeId)
            .collect(Collectors.toSet());
    for (Node node : counting) {
      String id = node.id().toString();
      if (!reported.contains(id) && !without.contains(id)) {
        blockers.add(
            new Blocker(id, TrusterKind.AGENT.label(), "has never reported", Optional.empty(), 0));
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

  private static boolean counts(Node node, Instant now) {
    return node.status() == NodeStatus.ATTESTED || now.isBefore(node.svidNotAfter());
  }

  // The trusters of an agent that no longer counts have nobody to renew them: they last as long as
  // what they present.
  private static boolean counts(Truster truster, List<Node> counting, Instant now) {
    boolean hasAgent =
        counting.stream().map(Node::id).map(SpiffeId::toString).anyMatch(truster.agent()::equals);
    return hasAgent || now.isBefore(truster.report().presentsUntil());
  }

  private Set<String> holders(String root) {
    return issued.unreplaced(root).stream()
        .map((Leaf leaf) -> leaf.agent() + " " + leaf.spiffeId())
        .collect(Collectors.toSet());
  }
}
