package io.watchword.authz.bytecode;

import io.watchword.authz.builtin.Builtin;

/// What a call statement calls.
sealed interface Callee {

  /// A function of the same unit.
  record Own(String method, int parameters) implements Callee {}

  /// A function of another unit, by its place among the imports.
  record Foreign(int index) implements Callee {}

  /// A built-in.
  record BuiltIn(String name, Builtin function) implements Callee {}

  /// Nothing that there is.
  record Missing() implements Callee {}
}
