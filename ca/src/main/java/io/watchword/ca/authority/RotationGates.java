package io.watchword.ca.authority;

import io.watchword.ca.issuance.Leaf;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Which gate a rotation stands before, and who holds it. Thread-safe: computes from snapshots.
///
/// On the way back the same gates stand with new and old changing places.
final class RotationGates {
  // No token is valid longer than its `exp`; verifiers allow for clocks that differ by this.
  private static final Duration SKEW = Duration.ofSeconds(60);

  private final Gates gates;
  private final Facts facts;
  private final InstantSource clock;

  /// What gates know beside the trusters.
  ///
  /// @param rootBegins when a trusted root becomes valid
  /// @param lastToken when the last token expires that a JWT key signed
  /// @param leavesOf unexpired leaves under an intermediate, by its name in the key store
  record Facts(
      Function<String, Optional<Instant>> rootBegins,
      Function<String, Optional<Instant>> lastToken,
      Function<String, List<Leaf>> leavesOf) {}

  RotationGates(Gates gates, Facts facts, InstantSource clock) {
    this.gates = gates;
    this.facts = facts;
    this.clock = clock;
  }

  /// The gate that `rotation` stands before, if it stands before one.
  Optional<RotationStatus.Gate> before(Rotation rotation) {
    Rotation.Keys keys = rotation.keys();
    return switch (rotation.state()) {
      case TRUST_PUBLISHED -> gate("G1", ready(rotation));
      case LEAVES_REISSUED -> gate("G2", unused(rotation, keys.oldRoot(), keys.newRoot(), false));
      case OLD_DISTRUSTED -> gate("G3", distrusted(rotation, keys.oldRoot()));
      case ABORTING -> backwards(rotation);
      case PLANNED,
          NEW_ROOT_CREATED,
          TRUST_CONFIRMED,
          ISSUER_SWITCHED,
          OLD_UNUSED,
          DISTRUST_CONFIRMED,
          OLD_KEY_DESTROYED,
          DONE,
          ABORTED ->
          Optional.empty();
    };
  }

  List<Blocker> everyone() {
    return gates.everyone();
  }

  private Optional<RotationStatus.Gate> backwards(Rotation rotation) {
    Rotation.Keys keys = rotation.keys();
    if (!rotation.mayHaveSwitched()) {
      return Optional.empty();
    }
    return switch (rotation.abort().step()) {
      case SWITCHED_BACK -> gate("G2", unused(rotation, keys.newRoot(), keys.oldRoot(), true));
      case NEW_DISTRUSTED -> gate("G3", distrusted(rotation, keys.newRoot()));
      case NONE, BEGUN, NEW_UNUSED, DISTRUST_CONFIRMED, NEW_KEY_DESTROYED -> Optional.empty();
    };
  }

  private List<Blocker> ready(Rotation rotation) {
    List<Blocker> blockers = new ArrayList<>();
    Set<String> without = rotation.without();
    if (rotation.replaces(RotationSubject.ROOT)) {
      String fresh = rotation.keys().newRoot();
      blockers.addAll(gates.notTrusting(fresh, without));
      facts
          .rootBegins()
          .apply(fresh)
          .filter(begin -> clock.instant().isBefore(begin))
          .ifPresent(
              begin -> blockers.add(Blocker.ofCa(fresh, "the new root is valid from " + begin)));
    }
    if (rotation.replaces(RotationSubject.JWT_KEYS)) {
      addNew(blockers, gates.behind(rotation.sequence(), without));
    }
    return blockers;
  }

  private List<Blocker> unused(Rotation rotation, String going, String staying, boolean isBack) {
    List<Blocker> blockers = new ArrayList<>();
    if (rotation.replaces(RotationSubject.ROOT)) {
      blockers.addAll(gates.using(going, staying, rotation.without()));
    }
    // In an emergency nobody waits for tokens: they are worth nothing since the key was distrusted.
    if (rotation.replaces(RotationSubject.JWT_KEYS) && !rotation.order().compromised()) {
      String key = isBack ? rotation.keys().newJwt() : rotation.keys().oldJwt();
      facts
          .lastToken()
          .apply(key)
          .map(end -> end.plus(SKEW))
          .filter(end -> clock.instant().isBefore(end))
          .ifPresent(
              end ->
                  blockers.add(
                      Blocker.ofCa(
                          key,
                          "a JWT-SVID under this key is valid until " + end,
                          "wait: tokens cannot be called back")));
    }
    if (isOfIntermediateOnly(rotation) && !isBack) {
      waitForLeaves(rotation.keys().oldIntermediate(), blockers);
    }
    return blockers;
  }

  private void waitForLeaves(String intermediate, List<Blocker> blockers) {
    List<Leaf> leaves = facts.leavesOf().apply(intermediate);
    leaves.stream()
        .map(Leaf::notAfter)
        .max(Instant::compareTo)
        .ifPresent(
            end ->
                blockers.add(
                    Blocker.ofCa(
                        intermediate,
                        leaves.size()
                            + " leaves under the old intermediate are not replaced yet, the last of"
                            + " which ends at "
                            + end,
                        "wait: each is replaced at half of its life")));
  }

  private List<Blocker> distrusted(Rotation rotation, String gone) {
    List<Blocker> blockers = new ArrayList<>();
    if (rotation.replaces(RotationSubject.ROOT)) {
      blockers.addAll(gates.trusting(gone, rotation.without()));
    }
    if (rotation.replaces(RotationSubject.JWT_KEYS)) {
      addNew(blockers, gates.behind(rotation.sequence(), rotation.without()));
    }
    return blockers;
  }

  // Who is named already need not be named twice.
  private static void addNew(List<Blocker> blockers, List<Blocker> more) {
    Set<String> named = new java.util.HashSet<>();
    blockers.forEach(blocker -> named.add(blocker.truster()));
    more.stream().filter(blocker -> !named.contains(blocker.truster())).forEach(blockers::add);
  }

  private static boolean isOfIntermediateOnly(Rotation rotation) {
    return rotation.replaces(RotationSubject.INTERMEDIATE)
        && !rotation.replaces(RotationSubject.ROOT);
  }

  private static Optional<RotationStatus.Gate> gate(String name, List<Blocker> blockers) {
    return Optional.of(new RotationStatus.Gate(name, blockers));
  }
}
