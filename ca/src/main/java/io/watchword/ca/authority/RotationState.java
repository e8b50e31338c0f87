package io.watchword.ca.authority;

/// How far a rotation is. Names are those that users see.
public enum RotationState {
  /// Names are chosen, nothing is done.
  PLANNED,
  /// The authority above has the new root.
  NEW_ROOT_CREATED,
  /// The mesh is told to trust it; G1 waits until everyone does.
  TRUST_PUBLISHED,
  /// Everyone does.
  TRUST_CONFIRMED,
  /// Our intermediate hangs from the new root.
  ISSUER_SWITCHED,
  /// Everyone is told to renew; G2 waits until nobody uses the old root.
  LEAVES_REISSUED,
  /// Nobody does.
  OLD_UNUSED,
  /// The mesh is told to trust it no more; G3 waits until nobody does.
  OLD_DISTRUSTED,
  /// Nobody does.
  DISTRUST_CONFIRMED,
  /// The old root's key is no more.
  OLD_KEY_DESTROYED,
  /// All done.
  DONE,
  /// On the way back.
  ABORTING,
  /// Back where it began.
  ABORTED;

  /// Whether nothing more will happen.
  public boolean isOver() {
    return this == DONE || this == ABORTED;
  }
}
