package io.watchword.authz.bytecode;

import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.Value;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The objects that a generated class uses as constants. The first ones are static final fields,
/// which the JIT compiler sees through; what is beyond the limits of a class file lies in arrays.
final class Constants {

  // Of 65,535 entries in a constant pool a field takes three; its initialiser takes 20 of 65,535
  // bytes.
  private static final int FIELDS = 2_500;
  private static final int ARRAY = 30_000;

  private record Constant(Object value, ClassDesc type) {}

  // Numbers are told apart by their spelling, `1` and `1.0` being equal.
  private record Key(Object value, String spelling, ClassDesc type) {}

  private final ClassDesc owner;
  private final List<Constant> constants = new ArrayList<>();
  private final Map<Key, Integer> known = new HashMap<>();

  Constants(ClassDesc owner) {
    this.owner = owner;
  }

  /// Puts a constant on the stack.
  void load(CodeBuilder code, Object value, ClassDesc type) {
    int index = indexOf(value, type);
    if (index < FIELDS) {
      code.getstatic(owner, "c" + index, type);
      return;
    }
    code.getstatic(owner, "a" + index / ARRAY, Types.OBJECTS)
        .loadConstant(index % ARRAY)
        .aaload()
        .checkcast(type);
  }

  private int indexOf(Object value, ClassDesc type) {
    // Comparing values that are no scalars costs more than it saves.
    if (value instanceof Value v && v.rank() > 3) {
      constants.add(new Constant(value, type));
      return constants.size() - 1;
    }
    String spelling = value instanceof NumberValue ? value.toString() : "";
    return known.computeIfAbsent(
        new Key(value, spelling, type),
        key -> {
          constants.add(new Constant(value, type));
          return constants.size() - 1;
        });
  }

  /// Declares the fields and fills them when the class is initialised; called last.
  void declare(ClassBuilder type) {
    int flags = ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_FINAL;
    int fields = Math.min(FIELDS, constants.size());
    int arrays = constants.size() > FIELDS ? (constants.size() - 1) / ARRAY + 1 : 0;
    for (int i = 0; i < fields; i++) {
      type.withField("c" + i, constants.get(i).type(), flags);
    }
    for (int i = 0; i < arrays; i++) {
      type.withField("a" + i, Types.OBJECTS, flags);
    }
    type.withMethodBody(
        ConstantDescs.CLASS_INIT_NAME,
        ConstantDescs.MTD_void,
        ClassFile.ACC_STATIC,
        code -> {
          code.invokestatic(
                  ConstantDescs.CD_MethodHandles,
                  "lookup",
                  MethodTypeDesc.of(ConstantDescs.CD_MethodHandles_Lookup))
              .invokestatic(
                  Types.UNIT,
                  "constants",
                  MethodTypeDesc.of(Types.OBJECTS, ConstantDescs.CD_MethodHandles_Lookup))
              .astore(0);
          for (int i = 0; i < fields; i++) {
            ClassDesc kind = constants.get(i).type();
            code.aload(0).loadConstant(i).aaload().checkcast(kind).putstatic(owner, "c" + i, kind);
          }
          for (int i = 0; i < arrays; i++) {
            code.aload(0)
                .loadConstant(FIELDS + i)
                .aaload()
                .checkcast(Types.OBJECTS)
                .putstatic(owner, "a" + i, Types.OBJECTS);
          }
          code.return_();
        });
  }

  /// What the class is to be defined with.
  Object[] data() {
    List<Object> data = new ArrayList<>();
    constants.stream().limit(FIELDS).forEach(constant -> data.add(constant.value()));
    if (constants.size() > FIELDS) {
      Object[] all = constants.stream().map(Constant::value).toArray();
      for (int from = 0; from < all.length; from += ARRAY) {
        data.add(java.util.Arrays.copyOfRange(all, from, Math.min(all.length, from + ARRAY)));
      }
    }
    return data.toArray();
  }
}
