package io.watchword.tests.conformance.opa;

import io.watchword.authz.compile.CompileSettings.Execution;
import io.watchword.authz.compile.RegoCompiler;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// One way to run cases.
///
/// @param fromPlan run the plan OPA made; otherwise the source
record ConformanceRun(Execution execution, boolean fromPlan) {

  /// What differs, case for case, in order. On all processors.
  List<Optional<String>> differences(List<OpaCase> cases) {
    return IntStream.range(0, cases.size())
        .parallel()
        .mapToObj(i -> difference(cases.get(i)))
        .toList();
  }

  // Whatever a case makes our code throw is a fault of ours and that case's alone.
  Optional<String> difference(OpaCase one) {
    Answer answer;
    try {
      answer =
          fromPlan
              ? PlanCase.run(one, SourceCase.input(one, RegoCompiler.create()), execution)
              : SourceCase.run(one, execution);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      answer = new Answer.Broken(e);
    }
    return CaseJudge.differs(one, answer, fromPlan ? "want_plan_result" : "want_result");
  }
}
