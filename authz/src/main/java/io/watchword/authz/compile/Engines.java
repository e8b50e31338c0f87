package io.watchword.authz.compile;

import io.watchword.authz.bytecode.BytecodeEngine;
import io.watchword.authz.compile.CompileSettings.Execution;
import io.watchword.authz.engine.Engine;
import io.watchword.authz.interpret.Interpreter;
import io.watchword.authz.plan.PlanProgram;

/// What runs plans, of ours and of OPA's. Stateless.
public final class Engines {

  private Engines() {}

  /// @throws IllegalArgumentException if the plan calls what neither it nor we have
  public static Engine of(Execution execution, PlanProgram plan) {
    return switch (execution) {
      case BYTECODE -> BytecodeEngine.compile(plan);
      case INTERPRETER -> new Interpreter(plan);
    };
  }
}
