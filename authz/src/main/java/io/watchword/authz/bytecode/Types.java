package io.watchword.authz.bytecode;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.value.Value;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.List;

/// Types that generated code names.
final class Types {

  static final ClassDesc VALUE = of(Value.class);
  static final ClassDesc VALUES = VALUE.arrayType();
  static final ClassDesc BUILTIN = of(Builtin.class);
  static final ClassDesc LIST = of(List.class);
  static final ClassDesc RUN = of(Run.class);
  static final ClassDesc STEPS = of(Steps.class);
  static final ClassDesc UNIT = of(CompiledUnit.class);
  static final ClassDesc IMPORT = of(CompiledUnit.Import.class);
  static final ClassDesc IMPORTS = IMPORT.arrayType();
  static final ClassDesc TEST = of(TextTest.class);
  static final ClassDesc DISPATCHER = of(Dispatcher.class);
  static final ClassDesc CHOSEN = of(Chosen.class);
  static final ClassDesc STRING = ConstantDescs.CD_String;
  static final ClassDesc OBJECTS = ConstantDescs.CD_Object.arrayType();

  private Types() {}

  static ClassDesc of(Class<?> type) {
    return type.describeConstable().orElseThrow();
  }
}
