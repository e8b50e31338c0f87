package io.watchword.authz.engine;

import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.value.Value;
import java.util.List;

/// Runs one plan. Immutable and thread-safe; everything that changes is in the [EvaluationContext].
public interface Engine {

  PlanProgram program();

  /// The result set of an entry point, in the order in which it was found.
  ///
  /// @throws EvaluationFailedException where there is no answer
  /// @throws IllegalArgumentException if there is no such entry point
  List<Value> entry(String name, EvaluationContext context);

  /// The value of a rule and which of its definitions made it.
  ///
  /// @param function such as `g0.data.a.b`; undefined where there is none
  /// @throws EvaluationFailedException where there is no answer
  Outcome rule(String function, EvaluationContext context);
}
