package io.watchword.authz.value;

/// A Rego value. Immutable to everyone but the evaluation that builds it; equality is Rego's (`1`
/// equals `1.0`), order is Rego's total order: null, booleans, numbers, strings, arrays, objects,
/// sets.
public sealed interface Value extends Comparable<Value>
    permits NullValue, BooleanValue, NumberValue, StringValue, ArrayValue, ObjectValue, SetValue {

  /// Levels of collections inside each other that a value may have; building one that has more ends
  /// in a [ValueLimitException].
  int DEEPEST = 1_000;

  /// Position of this kind in the total order.
  int rank();

  /// Name as `type_name` says it.
  String typeName();

  /// Levels of collections: 0 for a scalar, 1 for one of scalars.
  default int depth() {
    return 0;
  }

  @Override
  default int compareTo(Value other) {
    return ValueOrder.compare(this, other);
  }
}
