package io.watchword.authz.value;

import java.util.Iterator;

/// Rego's total order over values. Stateless.
final class ValueOrder {

  private ValueOrder() {}

  @SuppressWarnings("ReferenceEquality")
  static int compare(Value a, Value b) {
    if (a == b) {
      return 0;
    }
    if (a.rank() != b.rank()) {
      return Integer.compare(a.rank(), b.rank());
    }
    return switch (a) {
      case NullValue n -> 0;
      case BooleanValue x -> Boolean.compare(x.value(), ((BooleanValue) b).value());
      case NumberValue x -> x.compareNumber((NumberValue) b);
      case StringValue x -> compareCodePoints(x.text(), ((StringValue) b).text());
      case ArrayValue x -> compareInTurn(x.items(), ((ArrayValue) b).items());
      case ObjectValue x -> compareObjects(x, (ObjectValue) b);
      case SetValue x -> compareInTurn(x.sorted(), ((SetValue) b).sorted());
    };
  }

  // By code point, as Go compares the bytes of UTF-8; Java's String order differs beyond the basic
  // plane.
  private static int compareCodePoints(String a, String b) {
    int shared = Math.min(a.length(), b.length());
    for (int i = 0; i < shared; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean surrogates = Character.isSurrogate(x) != Character.isSurrogate(y);
        return surrogates ? (Character.isSurrogate(x) ? 1 : -1) : Character.compare(x, y);
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  private static int compareInTurn(Iterable<Value> a, Iterable<Value> b) {
    Iterator<Value> left = a.iterator();
    Iterator<Value> right = b.iterator();
    while (left.hasNext() && right.hasNext()) {
      int order = compare(left.next(), right.next());
      if (order != 0) {
        return order;
      }
    }
    return Boolean.compare(left.hasNext(), right.hasNext());
  }

  private static int compareObjects(ObjectValue a, ObjectValue b) {
    Iterator<Value> left = a.sortedKeys().iterator();
    Iterator<Value> right = b.sortedKeys().iterator();
    while (left.hasNext() && right.hasNext()) {
      Value leftKey = left.next();
      Value rightKey = right.next();
      int order = compare(leftKey, rightKey);
      if (order == 0) {
        order = compare(a.required(leftKey), b.required(rightKey));
      }
      if (order != 0) {
        return order;
      }
    }
    return Boolean.compare(left.hasNext(), right.hasNext());
  }
}
