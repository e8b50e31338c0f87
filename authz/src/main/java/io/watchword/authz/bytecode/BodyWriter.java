package io.watchword.authz.bytecode;

import io.watchword.authz.plan.Operand;
import io.watchword.authz.plan.Stmt;
import io.watchword.authz.plan.Where;
import io.watchword.authz.plan.index.Accessor;
import io.watchword.authz.value.BooleanValue;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Writes the code of one JVM method: a function's, or an outlined piece of it.
final class BodyWriter {

  private static final int THIS = 0;
  private static final int RUN = 1;
  private static final ClassDesc BOOLEAN = ConstantDescs.CD_boolean;
  private static final ClassDesc INT = ConstantDescs.CD_int;

  /// What a jump out of nested code passes.
  private sealed interface Scope {
    /// A block; its label is where it goes on when the block is undefined.
    record Block(Label undefined) implements Scope {}

    /// A replaced local, whose old value is in a slot, and what was remembered before it was.
    record Restore(int local, int slot, int mark) implements Scope {}
  }

  private final UnitWriter unit;
  private final FunctionPlan function;
  private final CodeBuilder code;
  private final boolean isRoot;
  private final int sharedSlot;
  private final Map<Integer, Integer> slots = new HashMap<>();
  private final List<Scope> scopes = new ArrayList<>();

  /// Where the number of the block to run is; -1 where there is none.
  private int caseSlot = -1;

  private BodyWriter(UnitWriter unit, FunctionPlan function, CodeBuilder code, boolean isRoot) {
    this.unit = unit;
    this.function = function;
    this.code = code;
    this.isRoot = isRoot;
    List<Integer> parameters = function.locals().parameters();
    if (function.isSpread()) {
      this.sharedSlot = RUN + 1 + parameters.size();
      for (int i = 0; i < parameters.size(); i++) {
        if (isRoot || function.locals().isFixed(parameters.get(i))) {
          slots.put(parameters.get(i), RUN + 1 + i);
        }
      }
    } else {
      this.sharedSlot = RUN + 2;
    }
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

  // Large numbers without an entry in the constant pool, which is small.
  private void number(int number) {
    if (number <= Short.MAX_VALUE && number >= Short.MIN_VALUE) {
      code.loadConstant(number);
    } else {
      code.loadConstant(number >> 15).loadConstant(15).ishl();
      code.loadConstant(number & 0x7FFF).ior();
    }
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
    code.invokestatic(
        Types.STEPS,
        "replaced",
        MethodTypeDesc.of(Types.VALUE, Types.VALUE, Types.VALUE, Types.VALUES));
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
    code.aload(keys).iload(at);
    code.invokestatic(Types.STEPS, "key", MethodTypeDesc.of(Types.VALUE, Types.LIST, INT));
    store(s.key());
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

  private int outermost() {
    int blocks = 0;
    for (Scope scope : scopes) {
      blocks += scope instanceof Scope.Block ? 1 : 0;
    }
    return Math.max(0, blocks - 1);
  }

  /// Ends the n-th block around here.
  private void leave(int block) {
    int left = block;
    for (int i = scopes.size() - 1; i >= 0; i--) {
      switch (scopes.get(i)) {
        case Scope.Restore restore -> restore(restore);
        case Scope.Block inner -> {
          if (left == 0) {
            code.goto_(inner.undefined());
            return;
          }
          left--;
        }
      }
    }
    if (isRoot) {
      // Outside every block: nothing but what follows a function's blocks.
      code.aconst_null().areturn();
    } else {
      code.loadConstant(left).ireturn();
    }
  }

  private void restore(Scope.Restore restore) {
    code.aload(restore.slot());
    store(restore.local());
    code.aload(RUN)
        .iload(restore.mark())
        .invokevirtual(Types.RUN, "forgetSince", MethodTypeDesc.of(ConstantDescs.CD_void, INT));
  }

  /// A conditional jump that takes what is on the stack.
  private interface Jump {
    void to(Label label);
  }

  private Jump ifGreaterOrEqualZero() {
    return code::ifge;
  }

  /// The block is undefined unless the jump is taken.
  private void undefinedUnless(Jump jump) {
    Label defined = code.newLabel();
    jump.to(defined);
    leave(0);
    code.labelBinding(defined);
  }

  /// As [#undefinedUnless] where a boolean is on the stack.
  private void undefinedUnlessTrue() {
    if (scopes.isEmpty() || !(scopes.getLast() instanceof Scope.Block block)) {
      undefinedUnless(code::ifne);
    } else {
      code.ifeq(block.undefined());
    }
  }

  private void undefinedIfNull() {
    if (scopes.isEmpty() || !(scopes.getLast() instanceof Scope.Block block)) {
      undefinedUnless(code::ifnonnull);
    } else {
      code.ifnull(block.undefined());
    }
  }

  private void plain(Stmt statement) {
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
        code.invokestatic(
            Types.STEPS, "merge", MethodTypeDesc.of(Types.VALUE, Types.VALUE, Types.VALUE));
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

  // Of two copies on the stack one is tested; where it is null the other goes too.
  private void undefinedIfNullKeeping() {
    Label defined = code.newLabel();
    code.ifnonnull(defined).pop();
    leave(0);
    code.labelBinding(defined);
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

  // For the message of what may fail.
  private void place(Where at) {
    code.aload(THIS);
    number(unit.position(at));
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

  /// Stores what is on the stack; the block is undefined if it is null.
  private void storeDefined(int target) {
    code.dup();
    store(target);
    undefinedIfNull();
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

  private void array(List<Operand> operands) {
    code.loadConstant(operands.size()).anewarray(Types.VALUE);
    for (int i = 0; i < operands.size(); i++) {
      code.dup().loadConstant(i);
      load(operands.get(i));
      code.aastore();
    }
  }

  private void load(Operand operand) {
    switch (operand) {
      case Operand.Local local -> load(local.index());
      case Operand.Text text -> constant(new StringValue(unit.text(text.index())));
      case Operand.Bool bool -> constant(BooleanValue.of(bool.value()));
    }
  }

  private void constant(Value value) {
    unit.constants().load(code, value, Types.VALUE);
  }

  private void load(int local) {
    int index = function.locals().sharedIndex(local);
    if (index >= 0) {
      code.aload(sharedSlot).loadConstant(index).aaload();
    } else {
      code.aload(slot(local));
    }
  }

  private void store(int local) {
    int index = function.locals().sharedIndex(local);
    if (index < 0) {
      code.astore(slot(local));
      return;
    }
    code.aload(sharedSlot).swap().loadConstant(index).swap().aastore();
  }

  private int slot(int local) {
    return slots.computeIfAbsent(local, l -> code.allocateLocal(TypeKind.REFERENCE));
  }
}
