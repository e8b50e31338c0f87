package io.watchword.authz.bytecode;

import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A function, or entry point, ready to be written.
///
/// @param number its place in its unit
/// @param result the local that the function returns
/// @param steps cut to the size of methods
/// @param blockBase where its blocks begin among those of the unit
record FunctionPlan(
    String name,
    int number,
    int result,
    List<Step> steps,
    Locals locals,
    boolean isEntry,
    int blockBase) {

  /// Functions with more parameters take them as an array.
  static final int MOST_SPREAD = 10;

  FunctionPlan {
    steps = List.copyOf(steps);
  }

  /// Whether it takes more than the two documents.
  boolean isFunction() {
    return locals.parameters().size() > 2;
  }

  boolean isSpread() {
    return locals.parameters().size() <= MOST_SPREAD;
  }

  /// What a function of so many parameters looks like to the JVM.
  static MethodTypeDesc signature(int parameters) {
    List<ClassDesc> types = new ArrayList<>(List.of(Types.RUN));
    types.addAll(
        parameters > MOST_SPREAD
            ? List.of(Types.VALUES)
            : Collections.nCopies(parameters, Types.VALUE));
    return MethodTypeDesc.of(Types.VALUE, types);
  }
}
