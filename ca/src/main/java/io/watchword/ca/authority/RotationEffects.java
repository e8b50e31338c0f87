package io.watchword.ca.authority;

/// What a rotation does to the mesh. Each may be repeated after a crash: it finds what the first
/// try made, and does nothing where all is done.
interface RotationEffects {

  /// What signs now, and so would give way; only what `subjects` name.
  Rotation.Keys present(Rotation.Order order);

  /// Makes what is new, under names of the rotation's.
  ///
  /// @return the rotation with its new keys
  Rotation create(Rotation rotation);

  /// Tells the mesh to trust what is new, beside what is old.
  void publish(Rotation rotation);

  /// Signs with what is new from now on.
  void switchOver(Rotation rotation);

  /// Has everyone renew.
  void reissue(Rotation rotation);

  /// Tells the mesh to trust what is old no more.
  void distrustOld(Rotation rotation);

  /// In an emergency all of that at once: from one bundle to the next what is old is out, and what
  /// is new is in and signs.
  void replace(Rotation rotation);

  /// Destroys the old keys.
  void destroyOld(Rotation rotation);

  /// Signs with what is old again.
  void switchBack(Rotation rotation);

  /// Tells the mesh to trust what is new no more.
  void distrustNew(Rotation rotation);

  /// Destroys the new keys.
  void destroyNew(Rotation rotation);

  /// Whether the mesh is told to trust anything of what is old.
  boolean isAnyOldTrusted(Rotation rotation);

  /// Whether it is told to trust all of it.
  boolean isAllOldTrusted(Rotation rotation);

  /// Sequence of the trust bundle.
  long sequence();
}
