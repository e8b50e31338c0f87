package io.watchword.authz.bytecode;

import io.watchword.authz.plan.index.Accessor;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;

/// Writes the code of one JVM method: a function's, or an outlined piece of it.
final class BodyWriter extends StatementWriter {

  /// Where the number of the block to run is; -1 where there is none.
  private int caseSlot = -1;

  private BodyWriter(UnitWriter unit, FunctionPlan function, CodeBuilder code, boolean isRoot) {
    super(unit, function, code, isRoot);
  }

  /// A function's own method.
  static void writeFunction(UnitWriter unit, FunctionPlan function, CodeBuilder code) {
    BodyWriter writer = new BodyWriter(unit, function, code, true);
    writer.begin();
    writer.steps(function.steps());
    code.aconst_null().areturn();
  }

  /// An outlined piece; gives one of [Exits].
  static void writePiece(UnitWriter unit, FunctionPlan function, Body piece, CodeBuilder code) {
    BodyWriter writer = new BodyWriter(unit, function, code, false);
    if (isCases(piece)) {
      writer.caseSlot = writer.sharedSlot + (function.locals().areShared() ? 1 : 0);
    }
    writer.steps(piece.steps());
    code.loadConstant(Exits.DONE).ireturn();
  }

  /// Whether a piece is told which of its blocks to run, as its last parameter.
  static boolean isCases(Body piece) {
    return piece.steps().getFirst() instanceof Step.Cases;
  }

  private void begin() {
    List<Integer> parameters = function.locals().parameters();
    Locals locals = function.locals();
    if (locals.areShared()) {
      int shared = function.isSpread() ? code.allocateLocal(TypeKind.REFERENCE) : sharedSlot;
      if (shared != sharedSlot) {
        throw new IllegalStateException("shared locals at " + shared);
      }
      if (!function.isSpread()) {
        code.allocateLocal(TypeKind.REFERENCE);
      }
      code.loadConstant(locals.sharedCount()).anewarray(Types.VALUE).astore(sharedSlot);
    }
    for (int i = 0; i < parameters.size(); i++) {
      int local = parameters.get(i);
      if (!function.isSpread()) {
        code.aload(RUN + 1).loadConstant(i);
        code.invokestatic(
            Types.STEPS, "argument", MethodTypeDesc.of(Types.VALUE, Types.VALUES, INT));
        code.astore(slot(local));
      }
      if (locals.sharedIndex(local) >= 0) {
        code.aload(sharedSlot).loadConstant(locals.sharedIndex(local));
        code.aload(slot(local)).aastore();
      }
    }
    for (int local : Exposure.of(function.steps())) {
      if (!slots.containsKey(local) && locals.sharedIndex(local) < 0) {
        code.aconst_null().astore(slot(local));
      }
    }
  }

  private void steps(List<Step> steps) {
    for (Step step : steps) {
      step(step);
    }
  }

  private void step(Step step) {
    switch (step) {
      case Step.Plain s -> plain(s.statement());
      case Step.Constant s -> {
        constant(s.value());
        store(s.target());
      }
      case Step.Test s -> test(s);
      case Step.Group s -> s.bodies().forEach(this::inGroup);
      case Step.Dispatch s -> dispatch(s);
      case Step.Cases s -> cases(s);
      case Step.Negation s -> negation(s);
      case Step.Loop s -> loop(s);
      case Step.Replacement s -> replacement(s);
      case Step.Outlined s -> outlined(s.body());
    }
  }

  private void inGroup(Body body) {
    Label next = code.newLabel();
    if (body.mark() >= 0) {
      code.aload(RUN).aload(THIS).getfield(Types.UNIT, "blockBase", INT);
      number(function.blockBase() + body.mark());
      code.iadd().invokevirtual(Types.RUN, "reach", MethodTypeDesc.of(ConstantDescs.CD_void, INT));
    }
    scopes.add(new Scope.Block(next));
    steps(body.steps());
    scopes.removeLast();
    code.labelBinding(next);
  }

  private void test(Step.Test s) {
    load(s.value());
    List<ClassDesc> parameters = new ArrayList<>(List.of(Types.VALUE));
    StringValue key = s.key();
    if (key != null) {
      constant(key);
      parameters.add(Types.VALUE);
    }
    unit.constants().load(code, s.test(), Types.TEST);
    code.aload(RUN);
    place(s.at());
    parameters.addAll(List.of(Types.TEST, Types.RUN, Types.UNIT, INT));
    code.invokestatic(Types.STEPS, "test", MethodTypeDesc.of(BOOLEAN, parameters));
    undefinedUnlessTrue();
  }

  private void dispatch(Step.Dispatch s) {
    int from = code.allocateLocal(TypeKind.INT);
    int end = code.allocateLocal(TypeKind.INT);
    int at = code.allocateLocal(TypeKind.INT);
    caseSlot = code.allocateLocal(TypeKind.INT);
    chosen("size", MethodTypeDesc.of(INT));
    code.dup().istore(from).istore(at);
    List<Accessor> accessors = s.dispatcher().accessors();
    for (int i = 0; i < accessors.size(); i++) {
      unit.constants().load(code, s.dispatcher(), Types.DISPATCHER);
      code.aload(RUN).loadConstant(i);
      load(accessors.get(i).local());
      code.invokevirtual(
          Types.DISPATCHER,
          "select",
          MethodTypeDesc.of(ConstantDescs.CD_void, Types.RUN, INT, Types.VALUE));
    }
    unit.constants().load(code, s.dispatcher(), Types.DISPATCHER);
    code.aload(RUN).iload(from);
    code.invokevirtual(Types.DISPATCHER, "finish", MethodTypeDesc.of(INT, Types.RUN, INT));
    code.istore(end);
    Label again = code.newLabel();
    Label done = code.newLabel();
    code.labelBinding(again).iload(at).iload(end).if_icmpge(done);
    code.aload(RUN).getfield(Types.RUN, "chosen", Types.CHOSEN).iload(at);
    code.invokevirtual(Types.CHOSEN, "at", MethodTypeDesc.of(INT, INT)).istore(caseSlot);
    cases(s.cases());
    code.iinc(at, 1).goto_(again).labelBinding(done);
    code.aload(RUN).getfield(Types.RUN, "chosen", Types.CHOSEN).iload(from);
    code.invokevirtual(Types.CHOSEN, "shrink", MethodTypeDesc.of(ConstantDescs.CD_void, INT));
  }

  private void chosen(String name, MethodTypeDesc signature) {
    code.aload(RUN)
        .getfield(Types.RUN, "chosen", Types.CHOSEN)
        .invokevirtual(Types.CHOSEN, name, signature);
  }

  private void cases(Step.Cases s) {
    List<SwitchCase> labels = new ArrayList<>();
    for (int i = 0; i < s.bodies().size(); i++) {
      labels.add(SwitchCase.of(i, code.newLabel()));
    }
    Label done = code.newLabel();
    code.iload(caseSlot);
    number(s.from());
    code.isub();
    if (s.each() > 1) {
      number(s.each());
      code.idiv();
    }
    code.tableswitch(0, labels.size() - 1, done, labels);
    for (int i = 0; i < labels.size(); i++) {
      code.labelBinding(labels.get(i).target());
      if (s.each() > 1) {
        steps(s.bodies().get(i).steps());
      } else {
        inGroup(s.bodies().get(i));
      }
      code.goto_(done);
    }
    code.labelBinding(done);
  }

  private void negation(Step.Negation s) {
    Label undefined = code.newLabel();
    scopes.add(new Scope.Block(undefined));
    steps(s.body().steps());
    scopes.removeLast();
    leave(0);
    code.labelBinding(undefined);
  }

  private void replacement(Step.Replacement s) {
    int before = code.allocateLocal(TypeKind.REFERENCE);
    int mark = code.allocateLocal(TypeKind.INT);
    code.aload(RUN).invokevirtual(Types.RUN, "mark", MethodTypeDesc.of(INT)).istore(mark);
    load(s.local());
    code.astore(before);
    code.aload(before);
    load(s.value());
    Value[] path = s.path().toArray(Value[]::new);
    unit.constants().load(code, path, Types.VALUES);
    code.aload(RUN);
    code.invokestatic(
        Types.STEPS,
        "replaced",
        MethodTypeDesc.of(Types.VALUE, Types.VALUE, Types.VALUE, Types.VALUES, Types.RUN));
    store(s.local());
    Label undefined = code.newLabel();
    Label done = code.newLabel();
    Scope.Restore restore = new Scope.Restore(s.local(), before, mark);
    scopes.add(restore);
    scopes.add(new Scope.Block(undefined));
    steps(s.body().steps());
    scopes.removeLast();
    scopes.removeLast();
    restore(restore);
    code.goto_(done).labelBinding(undefined);
    restore(restore);
    leave(0);
    code.labelBinding(done);
  }

  private void loop(Step.Loop s) {
    int source = code.allocateLocal(TypeKind.REFERENCE);
    int keys = code.allocateLocal(TypeKind.REFERENCE);
    int count = code.allocateLocal(TypeKind.INT);
    int at = code.allocateLocal(TypeKind.INT);
    load(s.source());
    code.astore(source).aload(source);
    code.invokestatic(Types.STEPS, "keys", MethodTypeDesc.of(Types.LIST, Types.VALUE));
    code.astore(keys).aload(source).aload(keys);
    code.invokestatic(Types.STEPS, "count", MethodTypeDesc.of(INT, Types.VALUE, Types.LIST));
    code.istore(count);
    code.loadConstant(0).istore(at);
    Label again = code.newLabel();
    Label next = code.newLabel();
    Label end = code.newLabel();
    code.labelBinding(again).iload(at).iload(count).if_icmpge(end);
    spend(1 + s.body().steps().size());
    if (function.locals().isRead(s.key())) {
      code.aload(keys).iload(at);
      code.invokestatic(Types.STEPS, "key", MethodTypeDesc.of(Types.VALUE, Types.LIST, INT));
      store(s.key());
    }
    code.aload(source).aload(keys).iload(at);
    code.invokestatic(
        Types.STEPS, "element", MethodTypeDesc.of(Types.VALUE, Types.VALUE, Types.LIST, INT));
    store(s.value());
    scopes.add(new Scope.Block(next));
    steps(s.body().steps());
    scopes.removeLast();
    code.labelBinding(next).iinc(at, 1).goto_(again).labelBinding(end);
  }

  private void spend(int amount) {
    code.aload(RUN)
        .loadConstant((long) amount)
        .invokevirtual(
            Types.RUN, "spend", MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_long));
  }

  private void outlined(Body body) {
    String name = unit.outline(function, body);
    code.aload(THIS).aload(RUN);
    List<ClassDesc> parameters = new ArrayList<>(List.of(Types.RUN));
    if (function.isSpread()) {
      for (int i = 0; i < function.locals().parameters().size(); i++) {
        code.aload(RUN + 1 + i);
        parameters.add(Types.VALUE);
      }
    } else {
      code.aload(RUN + 1);
      parameters.add(Types.VALUES);
    }
    if (function.locals().areShared()) {
      code.aload(sharedSlot);
      parameters.add(Types.VALUES);
    }
    if (isCases(body)) {
      code.iload(caseSlot);
      parameters.add(INT);
    }
    code.invokevirtual(unit.type(), name, MethodTypeDesc.of(INT, parameters));
    Exits exits = Exits.of(body.steps());
    int exit = code.allocateLocal(TypeKind.INT);
    Label done = code.newLabel();
    code.istore(exit).iload(exit).loadConstant(Exits.DONE).if_icmpeq(done);
    if (exits.returns()) {
      Label other = code.newLabel();
      code.iload(exit).loadConstant(Exits.RETURN).if_icmpne(other);
      returnFromPiece();
      code.labelBinding(other);
    }
    for (int block : exits.blocks()) {
      if (block == exits.blocks().last()) {
        leave(block);
      } else {
        Label other = code.newLabel();
        code.iload(exit).loadConstant(block).if_icmpne(other);
        leave(block);
        code.labelBinding(other);
      }
    }
    code.labelBinding(done);
  }

  private void returnFromPiece() {
    if (!isRoot) {
      code.loadConstant(Exits.RETURN).ireturn();
    } else if (function.isEntry()) {
      leave(outermost());
    } else {
      code.aload(RUN).getfield(Types.RUN, "returned", Types.VALUE).areturn();
    }
  }
}
