package io.watchword.authz.plan;

/// What a statement reads.
public sealed interface Operand {

  /// A local variable.
  record Local(int index) implements Operand {}

  /// A string constant.
  record Text(int index) implements Operand {}

  /// `true` or `false`.
  record Bool(boolean value) implements Operand {}
}
