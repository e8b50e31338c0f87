package io.watchword.tests.conformance.spiffe.matrix;

import java.util.List;

/// One test and what came of it.
///
/// @param rule what it tests first of all
/// @param also ids of further rules that it touches
/// @param part which part of the suite ran it
/// @param test what was done
/// @param detail why, where it did not simply pass
public record Row(
    SpiffeRule rule, List<String> also, String part, String test, Result result, String detail) {

  /// Copies.
  public Row {
    also = List.copyOf(also);
  }

  /// What `--reasons` files and `--json` call it.
  public String name() {
    return rule.id() + " " + test;
  }

  /// Whether the row says that an implementation is not conformant.
  public boolean isBreach() {
    return result == Result.FAILED && rule.level().isBinding() && rule.isStable();
  }
}
