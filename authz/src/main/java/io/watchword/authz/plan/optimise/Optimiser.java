package io.watchword.authz.plan.optimise;

import io.watchword.authz.plan.PlanProgram;
import java.util.List;

/// Puts a plan through passes. What comes out is for our engines only: it may hold statements that
/// `plan.json` has no form for. Stateless.
///
/// @param passes in order
public record Optimiser(List<PlanPass> passes) {

  /// All passes.
  public static final Optimiser STANDARD =
      new Optimiser(
          List.of(new BaseDataKeys(), new ConstantFolding(), new SharedSteps(), new EarlyBreak()));

  /// Only what plans of OPA's own planner need to mean the same here.
  public static final Optimiser NONE = new Optimiser(List.of(new BaseDataKeys()));

  public Optimiser {
    passes = List.copyOf(passes);
  }

  public PlanProgram optimise(PlanProgram program) {
    PlanProgram result = program;
    for (PlanPass pass : passes) {
      result = pass.apply(result);
    }
    return result;
  }
}
