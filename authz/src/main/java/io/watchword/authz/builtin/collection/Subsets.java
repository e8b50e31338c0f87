package io.watchword.authz.builtin.collection;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.BuiltinFailedException.Kind;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.Value;
import java.util.List;
import java.util.Map;

/// Whether one collection holds another. Stateless.
public final class Subsets {

  private Subsets() {}

  /// `object.subset`, which takes arrays and sets as well.
  public static Map<String, Builtin> all() {
    return Map.of("object.subset", (context, a) -> BooleanValue.of(holds(context, a[0], a[1])));
  }

  private static boolean holds(BuiltinContext context, Value whole, Value part) {
    if (whole instanceof ArrayValue array && part instanceof SetValue set) {
      return holdsMembers(array, set);
    }
    if (whole instanceof ObjectValue || whole instanceof SetValue || whole instanceof ArrayValue) {
      if (whole.rank() == part.rank()) {
        return sameKindHolds(context, whole, part);
      }
    }
    throw new BuiltinFailedException(
        Kind.OPERAND, "both arguments object.subset must be of the same type or array and set");
  }

  private static boolean sameKindHolds(BuiltinContext context, Value whole, Value part) {
    return switch (whole) {
      case ObjectValue object -> holdsFields(context, object, (ObjectValue) part);
      case SetValue set -> holdsAll(set, (SetValue) part);
      case ArrayValue array -> holdsRun(context, array.items(), ((ArrayValue) part).items());
      default -> false;
    };
  }

  private static boolean holdsFields(BuiltinContext context, ObjectValue whole, ObjectValue part) {
    context.spend(part.size());
    for (Value key : part.sortedKeys()) {
      Value wanted = part.required(key);
      Value there = whole.get(key);
      boolean holds =
          there != null
              && (there.equals(wanted)
                  || (there.rank() == wanted.rank() && sameKindHolds(context, there, wanted)));
      if (!holds) {
        return false;
      }
    }
    return true;
  }

  private static boolean holdsAll(SetValue whole, SetValue part) {
    if (part.size() > whole.size()) {
      return false;
    }
    for (Value member : part.sorted()) {
      if (!whole.contains(member)) {
        return false;
      }
    }
    return true;
  }

  // Side by side, in order; nothing inside the items is looked at.
  private static boolean holdsRun(BuiltinContext context, List<Value> whole, List<Value> part) {
    if (part.size() > whole.size()) {
      return false;
    }
    for (int start = 0; start + part.size() <= whole.size(); start++) {
      int matched = 0;
      while (matched < part.size() && whole.get(start + matched).equals(part.get(matched))) {
        matched++;
      }
      context.spend(matched);
      if (matched == part.size()) {
        return true;
      }
    }
    return false;
  }

  // Counts items, so that one that is there twice stands for another; and an empty set is held by
  // no empty array. Both as in OPA.
  private static boolean holdsMembers(ArrayValue whole, SetValue part) {
    int left = part.size();
    for (Value item : whole.items()) {
      left -= part.contains(item) ? 1 : 0;
      if (left == 0) {
        return true;
      }
    }
    return false;
  }
}
