package io.watchword.ca.authority;

import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

/// A rotation, as its journal tells it. Immutable.
///
/// @param id also the stem of the names it gives, so that a repeated step finds what the first try
///   made
/// @param order what it was asked to do, and by whom
/// @param keys what gives way to what
/// @param sequence of the trust bundle when `state` was reached
/// @param without trusters that an operator went on without
/// @param abort the way back, if one is taken
public record Rotation(
    String id,
    Order order,
    RotationState state,
    Instant since,
    Keys keys,
    long sequence,
    Set<String> without,
    Abort abort) {

  /// Copies the set.
  public Rotation {
    without = Set.copyOf(without);
  }

  /// What was asked for.
  ///
  /// @param compromised the old root's key is in wrong hands: it is distrusted first
  /// @param operator who asked
  /// @param at when
  public record Order(
      Set<RotationSubject> subjects, boolean compromised, String operator, Instant at) {

    /// Copies the set.
    public Order {
      subjects = Set.copyOf(subjects);
    }
  }

  /// What gives way to what. A text is empty where its subject is not part of the rotation, or
  /// there is nothing new yet.
  ///
  /// @param oldRoot SHA-256
  /// @param newRoot SHA-256
  /// @param oldJwt key id
  /// @param newJwt key id
  /// @param oldIntermediate name in the key store
  public record Keys(
      String oldRoot, String newRoot, String oldJwt, String newJwt, String oldIntermediate) {

    Keys withNew(String root, String jwt) {
      return new Keys(oldRoot, root, oldJwt, jwt, oldIntermediate);
    }
  }

  /// A way back.
  ///
  /// @param from the state it was asked for in
  public record Abort(AbortStep step, RotationState from, String operator, String reason) {

    static Abort none() {
      return new Abort(AbortStep.NONE, RotationState.PLANNED, "", "");
    }

    Abort reaching(AbortStep next) {
      return new Abort(next, from, operator, reason);
    }
  }

  static Rotation planned(String id, Order order, Keys keys, long sequence) {
    return new Rotation(
        id, order, RotationState.PLANNED, order.at(), keys, sequence, Set.of(), Abort.none());
  }

  /// SHA-256 of the root that gives way; of the one that stays where no root is rotated.
  public String oldRootSha256() {
    return keys.oldRoot();
  }

  /// SHA-256 of the root that comes; empty until there is one.
  public String newRootSha256() {
    return keys.newRoot();
  }

  /// Who asked for it.
  public String operator() {
    return order.operator();
  }

  /// Whether it replaces `subject`.
  public boolean replaces(RotationSubject subject) {
    return order.subjects().contains(subject);
  }

  /// What the authority above shall call the new root.
  public String newRootName() {
    return id + "-root";
  }

  /// What the key store shall call the new intermediate.
  public String newIntermediateName() {
    return id + "-intermediate";
  }

  /// What the new JWT key shall be called.
  public String newJwtName() {
    return id + "-jwt";
  }

  /// Whether anything may have been signed by what is new: only then does the way back have to wait
  /// for anybody. The effect of a state comes before its line, so the state before counts.
  boolean mayHaveSwitched() {
    return switch (state == RotationState.ABORTING ? abort.from() : state) {
      case PLANNED, NEW_ROOT_CREATED, TRUST_PUBLISHED -> false;
      case TRUST_CONFIRMED,
          ISSUER_SWITCHED,
          LEAVES_REISSUED,
          OLD_UNUSED,
          OLD_DISTRUSTED,
          DISTRUST_CONFIRMED,
          OLD_KEY_DESTROYED,
          DONE,
          ABORTING,
          ABORTED ->
          true;
    };
  }

  Rotation reaching(RotationState next, Instant at, long bundleSequence) {
    return new Rotation(id, order, next, at, keys, bundleSequence, without, abort);
  }

  Rotation reaching(AbortStep next, Instant at, long bundleSequence) {
    return new Rotation(id, order, state, at, keys, bundleSequence, without, abort.reaching(next));
  }

  Rotation withNew(String root, String jwt) {
    return new Rotation(id, order, state, since, keys.withNew(root, jwt), sequence, without, abort);
  }

  Rotation goingOnWithout(String truster) {
    Set<String> more = new HashSet<>(without);
    more.add(truster);
    return new Rotation(id, order, state, since, keys, sequence, more, abort);
  }

  Rotation aborting(String operator, String reason, Instant at) {
    return new Rotation(
        id,
        order,
        RotationState.ABORTING,
        at,
        keys,
        sequence,
        without,
        new Abort(AbortStep.BEGUN, state, operator, reason));
  }

  /// The same in haste: JWT keys go too, as whoever has the root's key may have theirs.
  Rotation inEmergency(Keys more, boolean hasJwt) {
    Set<RotationSubject> subjects = EnumSet.of(RotationSubject.ROOT);
    subjects.addAll(order.subjects());
    if (hasJwt) {
      subjects.add(RotationSubject.JWT_KEYS);
    }
    Order hasty = new Order(subjects, true, order.operator(), order.at());
    return new Rotation(id, hasty, state, since, more, sequence, without, abort);
  }
}
