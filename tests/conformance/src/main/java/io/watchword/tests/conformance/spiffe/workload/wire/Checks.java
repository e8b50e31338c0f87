package io.watchword.tests.conformance.spiffe.workload.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Metadata;
import io.grpc.Status;
import io.watchword.tests.conformance.spiffe.matrix.Matrix;
import io.watchword.tests.conformance.spiffe.matrix.Result;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Writes down what calls came to.
final class Checks {

  private final Matrix matrix;
  private final String part;

  Checks(Matrix matrix, String part) {
    this.matrix = matrix;
    this.part = part;
  }

  /// A test that says what is wrong, or nothing.
  @FunctionalInterface
  interface Test {
    String problem() throws InvalidProtocolBufferException;
  }

  /// Tests that build on each other.
  @FunctionalInterface
  interface Section {
    void run() throws InvalidProtocolBufferException;
  }

  /// Runs tests that need something, and says whether it was there.
  void section(String rules, String needed, Section section) {
    check(
        rules,
        needed,
        () -> {
          section.run();
          return "";
        });
  }

  /// Runs a test.
  void check(String rules, String name, Test test) {
    matrix.check(rules, part, name, problem(test));
  }

  /// Runs a test that may fail for a reason.
  void rather(String rules, String name, String reason, Test test) {
    String problem = problem(test);
    matrix.add(
        rules,
        part,
        name,
        problem.isEmpty() ? Result.PASSED : Result.REASONED,
        problem.isEmpty() ? "" : problem + ": " + reason);
  }

  /// There is nothing to test.
  void none(String rules, String name, String why) {
    matrix.add(rules, part, name, Result.NOT_APPLICABLE, why);
  }

  private static String problem(Test test) {
    try {
      return test.problem();
    } catch (UnexpectedException e) {
      return String.valueOf(e.getMessage());
    } catch (InvalidProtocolBufferException e) {
      return "message is no protobuf of its kind: " + e.getMessage();
    }
  }

  /// Calls, and says what is wrong with how the call ends.
  static String ends(RawStream stream, Set<Status.Code> wanted) {
    return ends(stream, wanted::contains, "expected: " + wanted);
  }

  private static String ends(RawStream stream, Predicate<Status.Code> wanted, String expected) {
    try (stream) {
      Optional<Status> status = stream.status(RawClient.PATIENCE);
      if (status.isEmpty()) {
        return stream.next(java.time.Duration.ZERO).isPresent()
            ? "it is answered with a message (" + expected + ")"
            : "no status within " + RawClient.PATIENCE.toSeconds() + " s (" + expected + ")";
      }
      return wanted.test(status.get().getCode())
          ? ""
          : RawStream.shown(status.get()) + " (" + expected + ")";
    }
  }

  static Metadata good() {
    return RawClient.headers(List.of("true"));
  }
}
