package io.watchword.authz.signature;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The pairs of recursive types that a comparison has met: one that it meets again adds nothing,
/// and would be compared for ever. One comparison, one thread.
public final class Seen {

  private @Nullable Set<Pair> pairs;

  // Recursive types are equal to themselves only, so this is by identity.
  private record Pair(Type a, Type b) {}

  /// Whether these two are recursive and have been met.
  public boolean again(Type a, Type b) {
    if (!(a instanceof Type.Recursive) && !(b instanceof Type.Recursive)) {
      return false;
    }
    if (pairs == null) {
      pairs = new HashSet<>();
    }
    return !pairs.add(new Pair(a, b));
  }
}
