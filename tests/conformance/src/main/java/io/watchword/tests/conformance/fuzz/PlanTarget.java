package io.watchword.tests.conformance.fuzz;

import io.watchword.authz.bytecode.BytecodeEngine;
import io.watchword.authz.plan.PlanJson;
import io.watchword.authz.value.ValueJson;

/// Plans as OPA writes them, read and made ready to run. Stateless.
public final class PlanTarget {

  private PlanTarget() {}

  /// One text, as a fuzzer makes it.
  public static void fuzzerTestOneInput(byte[] bytes) {
    accept(FuzzTarget.text(bytes));
  }

  /// One text.
  public static void accept(String text) {
    FuzzTarget.read(text, t -> BytecodeEngine.compile(PlanJson.read(ValueJson.parse(t))));
  }
}
