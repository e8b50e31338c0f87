package io.watchword.authz.value;

import java.util.Collection;
import java.util.List;

/// A set. Members stand in the order in which they came; their order is worked out when asked for.
public final class SetValue implements Value {

  private final KeyTable members;
  private int hash;
  private int depth = 1;

  private SetValue(KeyTable members, int depth) {
    this.members = members;
    this.depth = depth;
  }

  /// A set that [#add] may still grow.
  public static SetValue growing() {
    return new SetValue(new KeyTable(0), 1);
  }

  /// As [#growing], with room for `capacity` members.
  public static SetValue growing(int capacity) {
    return new SetValue(new KeyTable(capacity), 1);
  }

  public static SetValue of(Collection<? extends Value> members) {
    SetValue set = growing(members.size());
    for (Value member : members) {
      set.add(member);
    }
    return set;
  }

  // INVARIANT: called only by the evaluation that made this set, before anyone else sees it.
  public void add(Value value) {
    members.add(value);
    hash = 0;
    depth = Nesting.around(depth, value);
  }

  public boolean contains(Value value) {
    return members.find(value) >= 0;
  }

  public int size() {
    return members.size();
  }

  public boolean isEmpty() {
    return members.size() == 0;
  }

  /// A member by when it came, from 0; for loops that need no order.
  public Value at(int position) {
    return members.at(position);
  }

  /// Members that are not in `other`.
  public SetValue without(SetValue other) {
    SetValue result = growing();
    for (int i = 0; i < size(); i++) {
      if (!other.contains(at(i))) {
        result.add(at(i));
      }
    }
    return result;
  }

  /// Members that are in `other` too, in the spelling of the smaller set.
  public SetValue intersect(SetValue other) {
    if (size() > other.size()) {
      return other.intersect(this);
    }
    SetValue result = growing();
    for (int i = 0; i < size(); i++) {
      if (other.contains(at(i))) {
        result.add(at(i));
      }
    }
    return result;
  }

  /// Members of either.
  public SetValue union(SetValue other) {
    SetValue result = new SetValue(members.copy(), depth);
    for (int i = 0; i < other.size(); i++) {
      result.add(other.at(i));
    }
    return result;
  }

  /// Members in Rego's order.
  public List<Value> sorted() {
    return members.sorted();
  }

  @Override
  public int rank() {
    return 6;
  }

  @Override
  public int depth() {
    return depth;
  }

  @Override
  public String typeName() {
    return "set";
  }

  @Override
  public boolean equals(Object other) {
    if (this == other) {
      return true;
    }
    if (!(other instanceof SetValue set) || set.size() != size() || set.hashCode() != hashCode()) {
      return false;
    }
    for (int i = 0; i < size(); i++) {
      if (!set.contains(at(i))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int known = hash;
    if (known == 0) {
      known = size() + 1;
      for (int i = 0; i < size(); i++) {
        known += at(i).hashCode() * 0x9E3779B1;
      }
      hash = known;
    }
    return known;
  }

  @Override
  public String toString() {
    return RegoText.of(this);
  }
}
