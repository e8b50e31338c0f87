package io.watchword.authz.value;

/// How deep values are nested in each other. Bounded where they are made, so that whatever walks
/// through one may recurse. Stateless.
final class Nesting {

  private Nesting() {}

  /// Depth of a collection of depth `before` that takes `value` in.
  static int around(int before, Value value) {
    int inside = value.depth();
    if (inside < before) {
      return before;
    }
    if (inside >= Value.DEEPEST) {
      throw new ValueLimitException(
          "values are nested more than " + Value.DEEPEST + " levels deep");
    }
    return inside + 1;
  }
}
