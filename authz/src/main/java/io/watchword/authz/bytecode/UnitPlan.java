package io.watchword.authz.bytecode;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.plan.PlanProgram;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one class will hold: the functions of a package, or a part of them where they are many.
final class UnitPlan {

  private final PlanProgram program;
  private final String className;
  private final List<FunctionPlan> functions;
  private final List<FunctionPlan> entries;
  private final Map<String, FunctionPlan> own = new HashMap<>();
  private final Calls calls;

  /// What calls that leave the unit are resolved by.
  interface Calls {
    boolean isFunction(String name);

    @Nullable Builtin builtin(String name);
  }

  UnitPlan(
      PlanProgram program,
      String className,
      List<FunctionPlan> functions,
      List<FunctionPlan> entries,
      Calls calls) {
    this.program = program;
    this.className = className;
    this.functions = List.copyOf(functions);
    this.entries = List.copyOf(entries);
    this.calls = calls;
    functions.forEach(function -> own.put(function.name(), function));
  }

  PlanProgram program() {
    return program;
  }

  String className() {
    return className;
  }

  List<FunctionPlan> functions() {
    return functions;
  }

  List<FunctionPlan> entries() {
    return entries;
  }

  /// @param imports gets the functions of other units that are called
  Callee callee(String name, Map<String, Integer> imports) {
    FunctionPlan function = own.get(name);
    if (function != null) {
      return new Callee.Own("f" + function.number(), function.locals().parameters().size());
    }
    if (calls.isFunction(name)) {
      return new Callee.Foreign(imports.computeIfAbsent(name, n -> imports.size()));
    }
    Builtin builtin = calls.builtin(name);
    return builtin == null ? new Callee.Missing() : new Callee.BuiltIn(name, builtin);
  }
}
