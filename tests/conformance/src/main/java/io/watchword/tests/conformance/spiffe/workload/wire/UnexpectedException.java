package io.watchword.tests.conformance.spiffe.workload.wire;

/// A test cannot go on: the implementation did not do what it needs.
final class UnexpectedException extends RuntimeException {

  UnexpectedException(String message) {
    super(message);
  }
}
