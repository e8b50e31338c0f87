package io.watchword.authz.resolve.safety;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The variables that have a value at a point of a policy: those of a scope, on top of those around
/// it. Layered, because a body with a thousand comprehensions must not copy its variables a
/// thousand times.
public final class Bound {

  private final @Nullable Bound around;
  private final Set<String> own;

  private Bound(@Nullable Bound around, Set<String> own) {
    this.around = around;
    this.own = own;
  }

  /// `names` and nothing around.
  public static Bound of(Collection<String> names) {
    return new Bound(null, new HashSet<>(names));
  }

  /// An empty scope inside this one.
  public Bound inner() {
    // A chain would cost its length at every look-up; empty links are left out of it.
    return new Bound(own.isEmpty() && around != null ? around : this, new HashSet<>());
  }

  /// Whether `name` has a value.
  public boolean has(String name) {
    for (Bound bound = this; bound != null; bound = bound.around) {
      if (bound.own.contains(name)) {
        return true;
      }
    }
    return false;
  }

  /// Whether all of `names` have values.
  public boolean hasAll(Collection<String> names) {
    for (String name : names) {
      if (!has(name)) {
        return false;
      }
    }
    return true;
  }

  /// Gives `name` a value.
  public void add(String name) {
    own.add(name);
  }

  /// Gives all of `names` values.
  public void addAll(Collection<String> names) {
    own.addAll(names);
  }
}
