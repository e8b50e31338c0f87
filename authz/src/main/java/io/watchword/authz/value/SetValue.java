package io.watchword.authz.value;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A set.
public final class SetValue implements Value {

  private final Set<Value> members = new HashSet<>();
  private volatile @Nullable List<Value> sorted;

  /// A set that [#add] may still grow.
  public static SetValue growing() {
    return new SetValue();
  }

  public static SetValue of(Collection<? extends Value> members) {
    SetValue set = new SetValue();
    set.members.addAll(members);
    return set;
  }

  // INVARIANT: called only by the evaluation that made this set, before anyone else sees it.
  public void add(Value value) {
    members.add(value);
    sorted = null;
  }

  public boolean contains(Value value) {
    return members.contains(value);
  }

  public int size() {
    return members.size();
  }

  /// Members that are not in `other`.
  public SetValue without(SetValue other) {
    SetValue result = growing();
    for (Value member : members) {
      if (!other.contains(member)) {
        result.add(member);
      }
    }
    return result;
  }

  /// Members that are in `other` too.
  public SetValue intersect(SetValue other) {
    if (size() > other.size()) {
      return other.intersect(this);
    }
    SetValue result = growing();
    for (Value member : members) {
      if (other.contains(member)) {
        result.add(member);
      }
    }
    return result;
  }

  /// Members of either.
  public SetValue union(SetValue other) {
    SetValue result = of(members);
    result.members.addAll(other.members);
    return result;
  }

  /// Members in Rego's order.
  public List<Value> sorted() {
    List<Value> known = sorted;
    if (known == null) {
      known = new ArrayList<>(members);
      known.sort(null);
      sorted = known;
    }
    return known;
  }

  @Override
  public int rank() {
    return 6;
  }

  @Override
  public String typeName() {
    return "set";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SetValue set && members.equals(set.members);
  }

  @Override
  public int hashCode() {
    return members.hashCode();
  }

  @Override
  public String toString() {
    return RegoText.of(this);
  }
}
