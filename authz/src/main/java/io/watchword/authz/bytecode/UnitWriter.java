package io.watchword.authz.bytecode;

import io.watchword.authz.plan.Where;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/// Writes the class of one unit. Used once.
final class UnitWriter {

  private static final ClassDesc INT = ConstantDescs.CD_int;
  private static final int CASES = 200;
  private static final ClassFile CLASS_FILE =
      ClassFile.of(
          ClassFile.ClassHierarchyResolverOption.of(
              ClassHierarchyResolver.ofClassLoading(MethodHandles.lookup()).cached()));

  private record Piece(String name, FunctionPlan function, Body body) {}

  private final UnitPlan plan;
  private final ClassDesc type;
  private final Constants constants;
  private final Map<String, Integer> imports = new LinkedHashMap<>();
  private final Map<Where, Integer> positions = new LinkedHashMap<>();
  private final Deque<Piece> pieces = new ArrayDeque<>();
  private int pieceCount;

  UnitWriter(UnitPlan plan) {
    this.plan = plan;
    this.type = ClassDesc.of(UnitWriter.class.getPackageName(), plan.className());
    this.constants = new Constants(type);
  }

  /// The class, and what it needs to be defined and linked.
  UnitClass.Definition write() {
    byte[] bytes = CLASS_FILE.build(type, this::write);
    return new UnitClass.Definition(
        bytes, constants.data(), List.copyOf(imports.keySet()), List.copyOf(positions.keySet()));
  }

  private void write(ClassBuilder builder) {
    builder.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER).withSuperclass(Types.UNIT);
    builder.withMethodBody(
        ConstantDescs.INIT_NAME,
        ConstantDescs.MTD_void,
        0,
        code ->
            code.aload(0)
                .invokespecial(Types.UNIT, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                .return_());
    plan.functions().forEach(function -> writeFunction(builder, function));
    plan.entries().forEach(entry -> writeBody(builder, "e" + entry.number(), entry));
    while (!pieces.isEmpty()) {
      writePiece(builder, pieces.removeFirst());
    }
    writeDispatch(builder);
    constants.declare(builder);
  }

  private void writeFunction(ClassBuilder builder, FunctionPlan function) {
    int parameters = function.locals().parameters().size();
    builder.withMethodBody(
        "f" + function.number(),
        FunctionPlan.signature(parameters),
        ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL,
        code -> writeFrame(code, function, parameters));
    writeBody(builder, "b" + function.number(), function);
  }

  // Around a function's body: results known already, what calls cost and how deep they go.
  private void writeFrame(CodeBuilder code, FunctionPlan function, int parameters) {
    boolean isRule = parameters == 2;
    Label unknown = code.newLabel();
    int number = code.allocateLocal(TypeKind.INT);
    int result = code.allocateLocal(TypeKind.REFERENCE);
    int outer = code.allocateLocal(TypeKind.INT);
    if (isRule) {
      code.aload(0)
          .getfield(Types.UNIT, "memoBase", INT)
          .loadConstant(function.number())
          .iadd()
          .istore(number);
      code.aload(1).iload(number).aload(2).aload(3);
      code.invokevirtual(
          Types.RUN, "known", MethodTypeDesc.of(Types.VALUE, INT, Types.VALUE, Types.VALUE));
      code.astore(result).aload(result).ifnull(unknown);
      code.aload(result)
          .invokestatic(Types.RUN, "result", MethodTypeDesc.of(Types.VALUE, Types.VALUE))
          .areturn();
      code.labelBinding(unknown);
    }
    code.aload(1)
        .loadConstant(function.steps().size() + 4)
        .invokevirtual(Types.RUN, "enter", MethodTypeDesc.of(INT, INT))
        .istore(outer);
    code.aload(0).aload(1);
    int passed = parameters > FunctionPlan.MOST_SPREAD ? 1 : parameters;
    for (int i = 0; i < passed; i++) {
      code.aload(2 + i);
    }
    code.invokevirtual(type, "b" + function.number(), FunctionPlan.signature(parameters))
        .astore(result);
    code.aload(1)
        .iload(outer)
        .invokevirtual(Types.RUN, "leave", MethodTypeDesc.of(ConstantDescs.CD_void, INT));
    if (isRule) {
      code.aload(1).iload(number).aload(2).aload(3).aload(result);
      code.invokevirtual(
          Types.RUN,
          "remember",
          MethodTypeDesc.of(ConstantDescs.CD_void, INT, Types.VALUE, Types.VALUE, Types.VALUE));
    }
    code.aload(result).areturn();
  }

  private void writeBody(ClassBuilder builder, String name, FunctionPlan function) {
    builder.withMethodBody(
        name,
        FunctionPlan.signature(function.locals().parameters().size()),
        ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL,
        code -> BodyWriter.writeFunction(this, function, code));
  }

  private void writePiece(ClassBuilder builder, Piece piece) {
    FunctionPlan function = piece.function();
    MethodTypeDesc signature =
        FunctionPlan.signature(function.locals().parameters().size()).changeReturnType(INT);
    if (function.locals().areShared()) {
      signature = signature.insertParameterTypes(signature.parameterCount(), Types.VALUES);
    }
    if (BodyWriter.isCases(piece.body())) {
      signature = signature.insertParameterTypes(signature.parameterCount(), INT);
    }
    MethodTypeDesc whole = signature;
    builder.withMethodBody(
        piece.name(),
        whole,
        ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL,
        code -> BodyWriter.writePiece(this, function, piece.body(), code));
  }

  private void writeDispatch(ClassBuilder builder) {
    MethodTypeDesc rule = MethodTypeDesc.of(Types.VALUE, INT, Types.RUN, Types.VALUE, Types.VALUE);
    MethodTypeDesc call = MethodTypeDesc.of(Types.VALUE, INT, Types.RUN, Types.VALUES);
    int functions = plan.functions().size();
    writeSwitch(builder, "rule", rule, functions, (code, number) -> callRule(code, number));
    writeSwitch(builder, "call", call, functions, (code, number) -> callAny(code, number));
    writeSwitch(
        builder,
        "entry",
        rule,
        plan.entries().size(),
        (code, number) ->
            code.aload(0)
                .aload(2)
                .aload(3)
                .aload(4)
                .invokevirtual(type, "e" + number, FunctionPlan.signature(2))
                .areturn());
  }

  private void callRule(CodeBuilder code, int number) {
    int parameters = plan.functions().get(number).locals().parameters().size();
    code.aload(0).aload(2);
    if (parameters > FunctionPlan.MOST_SPREAD) {
      code.iconst_2().anewarray(Types.VALUE);
      code.dup().iconst_0().aload(3).aastore().dup().iconst_1().aload(4).aastore();
    } else {
      for (int i = 0; i < parameters; i++) {
        if (i < 2) {
          code.aload(3 + i);
        } else {
          code.aconst_null();
        }
      }
    }
    code.invokevirtual(type, "f" + number, FunctionPlan.signature(parameters)).areturn();
  }

  private void callAny(CodeBuilder code, int number) {
    int parameters = plan.functions().get(number).locals().parameters().size();
    code.aload(0).aload(2);
    if (parameters > FunctionPlan.MOST_SPREAD) {
      code.aload(3);
    } else {
      for (int i = 0; i < parameters; i++) {
        code.aload(3).loadConstant(i);
        code.invokestatic(
            Types.STEPS, "argument", MethodTypeDesc.of(Types.VALUE, Types.VALUES, INT));
      }
    }
    code.invokevirtual(type, "f" + number, FunctionPlan.signature(parameters)).areturn();
  }

  private interface Case {
    void write(CodeBuilder code, int number);
  }

  // Switches of many cases go by way of one for each 200.
  private void writeSwitch(
      ClassBuilder builder, String name, MethodTypeDesc signature, int cases, Case write) {
    List<Integer> starts = new ArrayList<>();
    for (int from = 0; from < cases; from += CASES) {
      starts.add(from);
    }
    if (starts.size() <= 1) {
      writeSwitch(builder, name, signature, cases, 0, write);
      return;
    }
    for (int from : starts) {
      writeSwitch(
          builder, name + from / CASES, signature, Math.min(CASES, cases - from), from, write);
    }
    builder.withMethodBody(
        name,
        signature,
        ClassFile.ACC_FINAL,
        code -> {
          code.iload(1).loadConstant(CASES).idiv();
          writeCases(
              code,
              starts.size(),
              number -> {
                code.aload(0).iload(1);
                for (int i = 1; i < signature.parameterCount(); i++) {
                  code.aload(1 + i);
                }
                code.invokevirtual(type, name + number, signature).areturn();
              });
        });
  }

  private void writeSwitch(
      ClassBuilder builder,
      String name,
      MethodTypeDesc signature,
      int cases,
      int from,
      Case write) {
    builder.withMethodBody(
        name,
        signature,
        ClassFile.ACC_FINAL,
        code -> {
          code.iload(1).loadConstant(from).isub();
          writeCases(code, cases, number -> write.write(code, from + number));
        });
  }

  private static void writeCases(CodeBuilder code, int cases, IntConsumer write) {
    if (cases == 0) {
      code.pop().aconst_null().areturn();
      return;
    }
    List<SwitchCase> labels = new ArrayList<>();
    for (int i = 0; i < cases; i++) {
      labels.add(SwitchCase.of(i, code.newLabel()));
    }
    Label none = code.newLabel();
    code.tableswitch(0, cases - 1, none, labels);
    for (SwitchCase one : labels) {
      code.labelBinding(one.target());
      write.accept(one.caseValue());
    }
    code.labelBinding(none).aconst_null().areturn();
  }

  ClassDesc type() {
    return type;
  }

  Constants constants() {
    return constants;
  }

  /// Asks for a method with these steps; gives its name.
  String outline(FunctionPlan function, Body body) {
    String name = "p" + pieceCount++;
    pieces.add(new Piece(name, function, body));
    return name;
  }

  /// Number of a position, from 1.
  int position(Where at) {
    return positions.computeIfAbsent(at, where -> positions.size() + 1);
  }

  String text(int index) {
    return plan.program().strings().get(index);
  }

  Callee callee(String name) {
    return plan.callee(name, imports);
  }
}
