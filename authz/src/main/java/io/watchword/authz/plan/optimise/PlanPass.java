package io.watchword.authz.plan.optimise;

import io.watchword.authz.plan.PlanProgram;

/// A step from one plan to another that means the same. Stateless.
@FunctionalInterface
public interface PlanPass {

  PlanProgram apply(PlanProgram program);
}
