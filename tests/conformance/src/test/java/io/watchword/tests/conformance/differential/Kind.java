package io.watchword.tests.conformance.differential;

/// The types that random terms have.
enum Kind {
  NUMBER,
  STRING,
  BOOLEAN,
  /// Of numbers.
  ARRAY,
  /// Of numbers.
  SET,
  /// From strings to numbers.
  OBJECT
}
