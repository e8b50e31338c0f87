package io.watchword.ca.authority;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/// A rotation of the root, as its journal tells it. Immutable.
///
/// @param id also the stem of the names it gives, so that a repeated step finds what the first try
///   made
/// @param newRootSha256 empty until there is a new root
/// @param without trusters that an operator went on without
public record Rotation(
    String id,
    RotationState state,
    Instant since,
    String oldRootSha256,
    String newRootSha256,
    Set<String> without,
    String operator) {

  /// Copies the set.
  public Rotation {
    without = Set.copyOf(without);
  }

  /// What the authority above shall call the new root.
  public String newRootName() {
    return id + "-root";
  }

  /// What the key store shall call the intermediate under it.
  public String newIntermediateName() {
    return id + "-intermediate";
  }

  Rotation reaching(RotationState next, Instant at) {
    return new Rotation(id, next, at, oldRootSha256, newRootSha256, without, operator);
  }

  Rotation withNewRoot(String sha256) {
    return new Rotation(id, state, since, oldRootSha256, sha256, without, operator);
  }

  Rotation goingOnWithout(String truster) {
    Set<String> more = new HashSet<>(without);
    more.add(truster);
    return new Rotation(id, state, since, oldRootSha256, newRootSha256, more, operator);
  }
}
