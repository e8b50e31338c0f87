package io.watchword.ca.authority;

import java.util.Locale;

/// What a rotation replaces.
public enum RotationSubject {
  /// The root, and with it our intermediate.
  ROOT,
  /// Our intermediate, under the same root.
  INTERMEDIATE,
  /// The key that signs JWT-SVIDs.
  JWT_KEYS;

  /// As the admin API says it: `root`, `intermediate`, `jwt-keys`.
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
