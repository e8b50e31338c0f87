package io.watchword.ca.authority;

/// How far the way back is, in state `ABORTING`. Each stands in the journal when its effect is
/// done.
public enum AbortStep {
  /// No way back is taken.
  NONE,
  /// An operator asked for it; nothing is done.
  BEGUN,
  /// What was old signs again; gate G2 waits until nobody uses what is new.
  SWITCHED_BACK,
  /// Nobody does.
  NEW_UNUSED,
  /// The mesh is told to trust what is new no more; gate G3 waits until nobody does.
  NEW_DISTRUSTED,
  /// Nobody does.
  DISTRUST_CONFIRMED,
  /// The new keys are no more.
  NEW_KEY_DESTROYED
}
