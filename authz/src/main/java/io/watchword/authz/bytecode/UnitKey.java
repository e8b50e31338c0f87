package io.watchword.authz.bytecode;

import io.watchword.authz.plan.Block;
import io.watchword.authz.plan.Operand;
import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.plan.Stmt;
import io.watchword.authz.plan.Where;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// What a unit's class is made of, as a hash: the same in every program that holds the package as
/// it is, whatever else the program holds.
final class UnitKey {

  private final PlanProgram program;
  private final UnitPlan.Calls calls;
  private final MessageDigest digest;
  private final StringBuilder pending = new StringBuilder();

  private UnitKey(PlanProgram program, UnitPlan.Calls calls) {
    this.program = program;
    this.calls = calls;
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static String of(
      PlanProgram program,
      List<PlanProgram.Function> members,
      List<PlanProgram.Entry> entryPoints,
      UnitPlan.Calls calls) {
    UnitKey key = new UnitKey(program, calls);
    for (PlanProgram.Function member : members) {
      key.text(member.name());
      key.pending.append(member.parameters()).append(member.result());
      member.path().forEach(key::text);
      key.blocks(member.blocks());
    }
    for (PlanProgram.Entry entry : entryPoints) {
      key.text(entry.name());
      key.blocks(entry.blocks());
    }
    key.flush();
    return HexFormat.of().formatHex(key.digest.digest());
  }

  /// How many statements there are, nested ones included.
  static long statements(List<Block> blocks) {
    long count = 0;
    for (Block block : blocks) {
      count += block.statements().size();
      for (Stmt statement : block.statements()) {
        if (statement instanceof Stmt.Nested s) {
          count += statements(s.blocks());
        } else if (statement instanceof Stmt.Not s) {
          count += statements(List.of(s.block()));
        } else if (statement instanceof Stmt.Scan s) {
          count += statements(List.of(s.block()));
        } else if (statement instanceof Stmt.With s) {
          count += statements(List.of(s.block()));
        } else if (statement instanceof Stmt.Call s) {
          count += s.arguments().size() / 2;
        }
      }
    }
    return count;
  }

  private void blocks(List<Block> blocks) {
    pending.append('{');
    for (Block block : blocks) {
      pending.append('[');
      for (Stmt statement : block.statements()) {
        statement(statement);
      }
      pending.append(']');
      if (pending.length() > 8_192) {
        flush();
      }
    }
    pending.append('}');
  }

  private void flush() {
    digest.update(pending.toString().getBytes(StandardCharsets.UTF_8));
    pending.setLength(0);
  }

  private void statement(Stmt statement) {
    pending.append(statement.getClass().getSimpleName());
    Where at = statement.at();
    text(
        at.file() >= 0 && at.file() < program.files().size() ? program.files().get(at.file()) : "");
    number(at.row()).number(at.col()).number(at.endRow()).number(at.endCol());
    switch (statement) {
      case Stmt.ArrayAppend s -> one(s.value()).number(s.array());
      case Stmt.AssignInt s -> number(s.value()).number(s.target());
      case Stmt.AssignVarOnce s -> one(s.source()).number(s.target());
      case Stmt.Constant s ->
          text(s.value().typeName()).text(s.value().toString()).number(s.target());
      case Stmt.AssignVar s -> one(s.source()).number(s.target());
      case Stmt.Nested s -> blocks(s.blocks());
      case Stmt.Break s -> number(s.index());
      case Stmt.CallDynamic s -> all(s.path()).all(s.arguments()).number(s.result());
      case Stmt.Call s -> callee(s.function()).all(s.arguments()).number(s.result());
      case Stmt.Dot s -> one(s.source()).one(s.key()).number(s.target());
      case Stmt.Equal s -> one(s.a()).one(s.b());
      case Stmt.NotEqual s -> one(s.a()).one(s.b());
      case Stmt.IsArray s -> one(s.source());
      case Stmt.IsObject s -> one(s.source());
      case Stmt.IsSet s -> one(s.source());
      case Stmt.IsDefined s -> number(s.source());
      case Stmt.IsUndefined s -> number(s.source());
      case Stmt.Len s -> one(s.source()).number(s.target());
      case Stmt.MakeArray s -> number(s.capacity()).number(s.target());
      case Stmt.MakeNull s -> number(s.target());
      case Stmt.MakeNumberInt s -> number(s.value()).number(s.target());
      case Stmt.MakeNumberRef s -> constant(s.index()).number(s.target());
      case Stmt.MakeObject s -> number(s.target());
      case Stmt.MakeSet s -> number(s.target());
      case Stmt.Not s -> blocks(List.of(s.block()));
      case Stmt.ObjectInsertOnce s -> one(s.key()).one(s.value()).number(s.object());
      case Stmt.ObjectInsert s -> one(s.key()).one(s.value()).number(s.object());
      case Stmt.ObjectMerge s -> number(s.a()).number(s.b()).number(s.target());
      case Stmt.ResetLocal s -> number(s.target());
      case Stmt.ResultSetAdd s -> number(s.value());
      case Stmt.ReturnLocal s -> number(s.source());
      case Stmt.Scan s -> {
        number(s.source()).number(s.key()).number(s.value());
        blocks(List.of(s.block()));
      }
      case Stmt.SetAdd s -> one(s.value()).number(s.set());
      case Stmt.With s -> {
        number(s.local()).one(s.value());
        s.path().forEach(this::constant);
        blocks(List.of(s.block()));
      }
    }
  }

  private UnitKey number(long number) {
    pending.append(number).append(' ');
    return this;
  }

  // With its length, so that no two texts in a row read as two others.
  private UnitKey text(String text) {
    pending.append(text.length()).append('"').append(text);
    return this;
  }

  private UnitKey constant(int index) {
    return text(program.strings().get(index));
  }

  private UnitKey callee(String name) {
    pending.append(calls.isFunction(name) ? 'f' : calls.builtin(name) == null ? '?' : 'b');
    return text(name);
  }

  private UnitKey one(Operand operand) {
    switch (operand) {
      case Operand.Local local -> number(local.index());
      case Operand.Text text -> constant(text.index());
      case Operand.Bool bool -> pending.append(bool.value());
    }
    return this;
  }

  private UnitKey all(List<Operand> operands) {
    number(operands.size());
    operands.forEach(this::one);
    return this;
  }
}
