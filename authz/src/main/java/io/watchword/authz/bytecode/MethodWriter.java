package io.watchword.authz.bytecode;

import io.watchword.authz.plan.Operand;
import io.watchword.authz.plan.Where;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A JVM method under construction: where the locals of the plan are, and what a jump out of nested
/// code passes.
abstract class MethodWriter {

  static final int THIS = 0;
  static final int RUN = 1;
  static final ClassDesc BOOLEAN = ConstantDescs.CD_boolean;
  static final ClassDesc INT = ConstantDescs.CD_int;

  /// What a jump out of nested code passes.
  sealed interface Scope {
    /// A block; its label is where it goes on when the block is undefined.
    record Block(Label undefined) implements Scope {}

    /// A replaced local, whose old value is in a slot, and what was remembered before it was.
    record Restore(int local, int slot, int mark) implements Scope {}
  }

  final UnitWriter unit;
  final FunctionPlan function;
  final CodeBuilder code;
  final boolean isRoot;
  final int sharedSlot;
  final Map<Integer, Integer> slots = new HashMap<>();
  final List<Scope> scopes = new ArrayList<>();

  MethodWriter(UnitWriter unit, FunctionPlan function, CodeBuilder code, boolean isRoot) {
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

  // Large numbers without an entry in the constant pool, which is small.
  void number(int number) {
    if (number <= Short.MAX_VALUE && number >= Short.MIN_VALUE) {
      code.loadConstant(number);
    } else {
      code.loadConstant(number >> 15).loadConstant(15).ishl();
      code.loadConstant(number & 0x7FFF).ior();
    }
  }

  int outermost() {
    int blocks = 0;
    for (Scope scope : scopes) {
      blocks += scope instanceof Scope.Block ? 1 : 0;
    }
    return Math.max(0, blocks - 1);
  }

  /// Ends the n-th block around here.
  void leave(int block) {
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

  void restore(Scope.Restore restore) {
    code.aload(restore.slot());
    store(restore.local());
    code.aload(RUN)
        .iload(restore.mark())
        .invokevirtual(Types.RUN, "forgetSince", MethodTypeDesc.of(ConstantDescs.CD_void, INT));
  }

  /// A conditional jump that takes what is on the stack.
  interface Jump {
    void to(Label label);
  }

  Jump ifGreaterOrEqualZero() {
    return code::ifge;
  }

  /// The block is undefined unless the jump is taken.
  void undefinedUnless(Jump jump) {
    Label defined = code.newLabel();
    jump.to(defined);
    leave(0);
    code.labelBinding(defined);
  }

  /// As [#undefinedUnless] where a boolean is on the stack.
  void undefinedUnlessTrue() {
    if (scopes.isEmpty() || !(scopes.getLast() instanceof Scope.Block block)) {
      undefinedUnless(code::ifne);
    } else {
      code.ifeq(block.undefined());
    }
  }

  void undefinedIfNull() {
    if (scopes.isEmpty() || !(scopes.getLast() instanceof Scope.Block block)) {
      undefinedUnless(code::ifnonnull);
    } else {
      code.ifnull(block.undefined());
    }
  }

  // Of two copies on the stack one is tested; where it is null the other goes too.
  void undefinedIfNullKeeping() {
    Label defined = code.newLabel();
    code.ifnonnull(defined).pop();
    leave(0);
    code.labelBinding(defined);
  }

  // For the message of what may fail.
  void place(Where at) {
    code.aload(THIS);
    number(unit.position(at));
  }

  /// Stores what is on the stack; the block is undefined if it is null.
  final void storeDefined(int target) {
    code.dup();
    store(target);
    undefinedIfNull();
  }

  void array(List<Operand> operands) {
    code.loadConstant(operands.size()).anewarray(Types.VALUE);
    for (int i = 0; i < operands.size(); i++) {
      code.dup().loadConstant(i);
      load(operands.get(i));
      code.aastore();
    }
  }

  void load(Operand operand) {
    switch (operand) {
      case Operand.Local local -> load(local.index());
      case Operand.Text text -> constant(new StringValue(unit.text(text.index())));
      case Operand.Bool bool -> constant(BooleanValue.of(bool.value()));
    }
  }

  void constant(Value value) {
    unit.constants().load(code, value, Types.VALUE);
  }

  void load(int local) {
    int index = function.locals().sharedIndex(local);
    if (index >= 0) {
      code.aload(sharedSlot).loadConstant(index).aaload();
    } else {
      code.aload(slot(local));
    }
  }

  void store(int local) {
    int index = function.locals().sharedIndex(local);
    if (index < 0) {
      code.astore(slot(local));
      return;
    }
    code.aload(sharedSlot).swap().loadConstant(index).swap().aastore();
  }

  int slot(int local) {
    return slots.computeIfAbsent(local, l -> code.allocateLocal(TypeKind.REFERENCE));
  }
}
