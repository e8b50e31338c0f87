package io.watchword.authz.bytecode;

import io.watchword.authz.plan.Operand;
import io.watchword.authz.plan.Stmt;
import io.watchword.authz.plan.Where;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;

/// Writes statements that have no blocks.
abstract class StatementWriter extends MethodWriter {

  StatementWriter(UnitWriter unit, FunctionPlan function, CodeBuilder code, boolean isRoot) {
    super(unit, function, code, isRoot);
  }

  final void plain(Stmt statement) {
    switch (statement) {
      case Stmt.Dot s -> dot(s);
      case Stmt.Equal s -> test("equal", s.a(), s.b());
      case Stmt.NotEqual s -> test("different", s.a(), s.b());
      case Stmt.IsArray s -> test("isArray", s.source());
      case Stmt.IsObject s -> test("isObject", s.source());
      case Stmt.IsSet s -> test("isSet", s.source());
      case Stmt.IsDefined s -> {
        load(s.source());
        undefinedIfNull();
      }
      case Stmt.IsUndefined s -> {
        load(s.source());
        undefinedUnless(code::ifnull);
      }
      case Stmt.Call s -> call(s);
      case Stmt.CallDynamic s -> callDynamic(s);
      case Stmt.Break s -> {
        leave(s.index());
        // What follows is never reached, but the class file must hold together.
        code.labelBinding(code.newLabel());
      }
      case Stmt.AssignVar s -> {
        load(s.source());
        store(s.target());
      }
      case Stmt.AssignVarOnce s -> assignOnce(s);
      case Stmt.ResetLocal s -> {
        code.aconst_null();
        store(s.target());
      }
      case Stmt.ReturnLocal s -> returnLocal(s);
      case Stmt.Len s -> len(s);
      case Stmt.MakeArray s -> {
        code.loadConstant(s.capacity());
        code.invokestatic(Types.STEPS, "array", MethodTypeDesc.of(Types.VALUE, INT));
        store(s.target());
      }
      case Stmt.MakeObject s -> make("object", s.target());
      case Stmt.MakeSet s -> make("set", s.target());
      case Stmt.ArrayAppend s -> change("append", s.at(), new Operand.Local(s.array()), s.value());
      case Stmt.SetAdd s -> {
        change("add", s.at(), new Operand.Local(s.set()), s.value());
        if (s.set() == function.result()) {
          defined(s.at());
        }
      }
      case Stmt.ObjectInsert s ->
          change("insert", s.at(), new Operand.Local(s.object()), s.key(), s.value());
      case Stmt.ObjectInsertOnce s -> {
        change("insertOnce", s.at(), new Operand.Local(s.object()), s.key(), s.value());
        defined(s.at());
      }
      case Stmt.ObjectMerge s -> {
        load(s.a());
        load(s.b());
        code.aload(RUN);
        code.invokestatic(
            Types.STEPS,
            "merge",
            MethodTypeDesc.of(Types.VALUE, Types.VALUE, Types.VALUE, Types.RUN));
        code.dup();
        undefinedIfNullKeeping();
        store(s.target());
      }
      case Stmt.ResultSetAdd s -> {
        code.aload(RUN);
        load(s.value());
        code.invokestatic(
            Types.STEPS,
            "addResult",
            MethodTypeDesc.of(ConstantDescs.CD_void, Types.RUN, Types.VALUE));
      }
      case Stmt.AssignInt s -> throw lowered(s);
      case Stmt.Constant s -> throw lowered(s);
      case Stmt.MakeNull s -> throw lowered(s);
      case Stmt.MakeNumberInt s -> throw lowered(s);
      case Stmt.MakeNumberRef s -> throw lowered(s);
      case Stmt.Nested s -> throw lowered(s);
      case Stmt.Not s -> throw lowered(s);
      case Stmt.Scan s -> throw lowered(s);
      case Stmt.With s -> throw lowered(s);
    }
  }

  private static IllegalStateException lowered(Stmt statement) {
    return new IllegalStateException("no plain statement: " + statement);
  }

  private void test(String name, Operand... operands) {
    List<ClassDesc> parameters = new ArrayList<>();
    for (Operand operand : operands) {
      load(operand);
      parameters.add(Types.VALUE);
    }
    code.invokestatic(Types.STEPS, name, MethodTypeDesc.of(BOOLEAN, parameters));
    undefinedUnlessTrue();
  }

  private void change(String name, Where at, Operand... operands) {
    List<ClassDesc> parameters = new ArrayList<>();
    for (Operand operand : operands) {
      load(operand);
      parameters.add(Types.VALUE);
    }
    place(at);
    parameters.add(Types.UNIT);
    parameters.add(INT);
    code.invokestatic(Types.STEPS, name, MethodTypeDesc.of(BOOLEAN, parameters));
    undefinedUnlessTrue();
  }

  private void make(String name, int target) {
    code.invokestatic(Types.STEPS, name, MethodTypeDesc.of(Types.VALUE));
    store(target);
  }

  private void dot(Stmt.Dot s) {
    for (Operand operand : List.of(s.source(), s.key())) {
      if (operand instanceof Operand.Local) {
        load(operand);
        undefinedIfNull();
      }
    }
    load(s.source());
    load(s.key());
    code.invokestatic(Types.STEPS, "dot", MethodTypeDesc.of(Types.VALUE, Types.VALUE, Types.VALUE));
    storeDefined(s.target());
  }

  private void len(Stmt.Len s) {
    if (s.source() instanceof Operand.Local) {
      load(s.source());
      undefinedIfNull();
    }
    int length = code.allocateLocal(TypeKind.INT);
    load(s.source());
    code.invokestatic(Types.STEPS, "length", MethodTypeDesc.of(INT, Types.VALUE));
    code.dup().istore(length);
    code.invokestatic(Types.STEPS, "number", MethodTypeDesc.of(Types.VALUE, INT));
    store(s.target());
    code.iload(length);
    undefinedUnless(ifGreaterOrEqualZero());
  }

  private void assignOnce(Stmt.AssignVarOnce s) {
    load(s.target());
    load(s.source());
    place(s.at());
    code.invokestatic(
        Types.STEPS,
        function.isFunction() ? "assignOnceInFunction" : "assignOnce",
        MethodTypeDesc.of(Types.VALUE, Types.VALUE, Types.VALUE, Types.UNIT, INT));
    if (s.source() instanceof Operand.Local) {
      code.dup();
      undefinedIfNullKeeping();
    }
    store(s.target());
    defined(s.at());
  }

  private void defined(Where at) {
    code.aload(RUN);
    number(unit.position(at));
    code.invokevirtual(Types.RUN, "defined", MethodTypeDesc.of(ConstantDescs.CD_void, INT));
  }

  private void returnLocal(Stmt.ReturnLocal s) {
    if (function.isEntry()) {
      if (isRoot) {
        leave(outermost());
      } else {
        code.loadConstant(Exits.RETURN).ireturn();
      }
    } else if (isRoot) {
      load(s.source());
      code.areturn();
    } else {
      code.aload(RUN);
      load(s.source());
      code.putfield(Types.RUN, "returned", Types.VALUE).loadConstant(Exits.RETURN).ireturn();
    }
  }

  private void call(Stmt.Call s) {
    switch (unit.callee(s.function())) {
      case Callee.Own own -> callOwn(own, s.arguments());
      case Callee.Foreign foreign -> callForeign(foreign, s.arguments());
      case Callee.BuiltIn builtin -> callBuiltin(builtin, s);
      case Callee.Missing missing ->
          code.ldc(code.constantPool().stringEntry(s.function()))
              .invokestatic(
                  Types.STEPS, "unsupported", MethodTypeDesc.of(Types.VALUE, Types.STRING));
    }
    storeDefined(s.result());
  }

  private void callOwn(Callee.Own own, List<Operand> arguments) {
    code.aload(THIS).aload(RUN);
    if (own.parameters() > FunctionPlan.MOST_SPREAD) {
      array(arguments);
    } else {
      for (int i = 0; i < own.parameters(); i++) {
        if (i < arguments.size()) {
          load(arguments.get(i));
        } else {
          code.aconst_null();
        }
      }
    }
    code.invokevirtual(unit.type(), own.method(), FunctionPlan.signature(own.parameters()));
  }

  private void callForeign(Callee.Foreign foreign, List<Operand> arguments) {
    code.aload(THIS)
        .getfield(Types.UNIT, "imports", Types.IMPORTS)
        .loadConstant(foreign.index())
        .aaload()
        .aload(RUN);
    if (arguments.size() == 2) {
      load(arguments.get(0));
      load(arguments.get(1));
      code.invokevirtual(
          Types.IMPORT,
          "rule",
          MethodTypeDesc.of(Types.VALUE, Types.RUN, Types.VALUE, Types.VALUE));
    } else {
      array(arguments);
      code.invokevirtual(
          Types.IMPORT, "call", MethodTypeDesc.of(Types.VALUE, Types.RUN, Types.VALUES));
    }
  }

  private void callBuiltin(Callee.BuiltIn builtin, Stmt.Call s) {
    List<Operand> arguments = s.arguments();
    unit.constants().load(code, builtin.function(), Types.BUILTIN);
    code.ldc(code.constantPool().stringEntry(builtin.name())).aload(RUN);
    place(s.at());
    List<ClassDesc> parameters =
        new ArrayList<>(List.of(Types.BUILTIN, Types.STRING, Types.RUN, Types.UNIT, INT));
    if (arguments.size() == 1 || arguments.size() == 2) {
      for (Operand argument : arguments) {
        load(argument);
        parameters.add(Types.VALUE);
      }
    } else {
      array(arguments);
      parameters.add(Types.VALUES);
    }
    code.invokestatic(Types.STEPS, "call", MethodTypeDesc.of(Types.VALUE, parameters));
  }

  private void callDynamic(Stmt.CallDynamic s) {
    code.aload(RUN);
    array(s.path());
    array(s.arguments());
    code.invokestatic(
        Types.STEPS,
        "dynamic",
        MethodTypeDesc.of(Types.VALUE, Types.RUN, Types.VALUES, Types.VALUES));
    storeDefined(s.result());
  }
}
