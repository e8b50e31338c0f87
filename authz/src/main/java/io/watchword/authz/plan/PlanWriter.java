package io.watchword.authz.plan;

import io.watchword.authz.signature.Signatures;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;
import java.util.List;
import java.util.function.Function;

/// Writes a plan as OPA reads it. Stateless.
final class PlanWriter {

  private PlanWriter() {}

  static String write(PlanProgram plan) {
    Fields fixed =
        new Fields()
            .put("strings", list(plan.strings(), s -> new Fields().put("value", text(s)).table))
            .put("builtin_funcs", list(plan.builtins(), PlanWriter::builtin))
            .put("files", list(plan.files(), s -> new Fields().put("value", text(s)).table));
    Value entries =
        list(
            plan.entries(),
            e -> new Fields().put("name", text(e.name())).put("blocks", blocks(e.blocks())).table);
    Value functions =
        list(
            plan.functions(),
            f ->
                new Fields()
                    .put("name", text(f.name()))
                    .put("params", list(f.parameters(), NumberValue::of))
                    .put("return", NumberValue.of(f.result()))
                    .put("blocks", blocks(f.blocks()))
                    .put("path", list(f.path(), StringValue::new))
                    .table);
    Fields whole =
        new Fields()
            .put("static", fixed.table)
            .put("plans", new Fields().put("plans", entries).table)
            .put("funcs", new Fields().put("funcs", functions).table);
    if (!plan.unplanned().isEmpty()) {
      whole.put("unplanned_rules", list(plan.unplanned(), PlanWriter::unplanned));
    }
    return ValueJson.write(whole.table);
  }

  private static Value builtin(String name) {
    Fields builtin = new Fields().put("name", text(name));
    Signatures.find(name).ifPresent(s -> builtin.put("decl", DeclarationJson.write(s.type())));
    return builtin.table;
  }

  private static Value unplanned(PlanProgram.Unplanned rule) {
    return new Fields()
        .put("path", text(rule.path()))
        .put("location", new Fields().put(rule.at()).table)
        .table;
  }

  private static <T> Value list(List<T> items, Function<T, Value> each) {
    return ArrayValue.of(items.stream().map(each).toList());
  }

  private static Value text(String text) {
    return new StringValue(text);
  }

  private static Value blocks(List<Block> blocks) {
    return list(blocks, PlanWriter::block);
  }

  private static Value block(Block block) {
    return new Fields().put("stmts", list(block.statements(), PlanWriter::statement)).table;
  }

  private static Value statement(Stmt statement) {
    Fields s = new Fields();
    String name = name(statement, s);
    s.put(statement.at());
    return new Fields().put("type", text(name)).put("stmt", s.table).table;
  }

  private static String name(Stmt statement, Fields f) {
    switch (statement) {
      case Stmt.ArrayAppend s -> f.put("value", s.value()).put("array", s.array());
      case Stmt.AssignInt s -> f.put("value", NumberValue.of(s.value())).put("target", s.target());
      case Stmt.AssignVarOnce s -> f.put("source", s.source()).put("target", s.target());
      case Stmt.AssignVar s -> f.put("source", s.source()).put("target", s.target());
      case Stmt.Nested s -> f.put("blocks", blocks(s.blocks()));
      case Stmt.Break s -> f.put("index", s.index());
      case Stmt.CallDynamic s ->
          f.put("path", list(s.path(), PlanWriter::operand))
              .put("args", list(s.arguments(), PlanWriter::localOnly))
              .put("result", s.result());
      case Stmt.Call s ->
          f.put("func", text(s.function()))
              .put("args", list(s.arguments(), PlanWriter::operand))
              .put("result", s.result());
      case Stmt.Constant s ->
          throw new IllegalArgumentException("an optimised plan has no form in JSON");
      case Stmt.Dot s -> f.put("source", s.source()).put("key", s.key()).put("target", s.target());
      case Stmt.Equal s -> f.put("a", s.a()).put("b", s.b());
      case Stmt.NotEqual s -> f.put("a", s.a()).put("b", s.b());
      case Stmt.IsArray s -> f.put("source", s.source());
      case Stmt.IsObject s -> f.put("source", s.source());
      case Stmt.IsSet s -> f.put("source", s.source());
      case Stmt.IsDefined s -> f.put("source", s.source());
      case Stmt.IsUndefined s -> f.put("source", s.source());
      case Stmt.Len s -> f.put("source", s.source()).put("target", s.target());
      case Stmt.MakeArray s -> f.put("capacity", s.capacity()).put("target", s.target());
      case Stmt.MakeNull s -> f.put("target", s.target());
      case Stmt.MakeNumberInt s ->
          f.put("value", NumberValue.of(s.value())).put("target", s.target());
      case Stmt.MakeNumberRef s ->
          f.put("index", s.index()).put("Index", s.index()).put("target", s.target());
      case Stmt.MakeObject s -> f.put("target", s.target());
      case Stmt.MakeSet s -> f.put("target", s.target());
      case Stmt.Not s -> f.put("block", block(s.block()));
      case Stmt.ObjectInsertOnce s ->
          f.put("key", s.key()).put("value", s.value()).put("object", s.object());
      case Stmt.ObjectInsert s ->
          f.put("key", s.key()).put("value", s.value()).put("object", s.object());
      case Stmt.ObjectMerge s -> f.put("a", s.a()).put("b", s.b()).put("target", s.target());
      case Stmt.ResetLocal s -> f.put("target", s.target());
      case Stmt.ResultSetAdd s -> f.put("value", s.value());
      case Stmt.ReturnLocal s -> f.put("source", s.source());
      case Stmt.Scan s ->
          f.put("source", s.source())
              .put("key", s.key())
              .put("value", s.value())
              .put("block", block(s.block()));
      case Stmt.SetAdd s -> f.put("value", s.value()).put("set", s.set());
      case Stmt.With s ->
          f.put("local", s.local())
              .put("path", list(s.path(), NumberValue::of))
              .put("value", s.value())
              .put("block", block(s.block()));
    }
    String own = statement.getClass().getSimpleName();
    return (own.equals("Nested") ? "Block" : own) + "Stmt";
  }

  private static Value localOnly(Operand operand) {
    if (operand instanceof Operand.Local local) {
      return NumberValue.of(local.index());
    }
    throw new IllegalArgumentException("a dynamic call takes locals as arguments, not " + operand);
  }

  private static Value operand(Operand operand) {
    return switch (operand) {
      case Operand.Local o -> new Fields().put("type", text("local")).put("value", o.index()).table;
      case Operand.Text o ->
          new Fields().put("type", text("string_index")).put("value", o.index()).table;
      case Operand.Bool o ->
          new Fields().put("type", text("bool")).put("value", BooleanValue.of(o.value())).table;
    };
  }

  /// A JSON object while it is filled.
  private static final class Fields {
    final TableValue table = TableValue.growing();

    Fields put(String name, Value value) {
      table.put(new StringValue(name), value);
      return this;
    }

    Fields put(Where at) {
      return put("file", at.file())
          .put("row", at.row())
          .put("col", at.col())
          .put("end_row", at.endRow())
          .put("end_col", at.endCol());
    }

    Fields put(String name, int number) {
      return put(name, NumberValue.of(number));
    }

    Fields put(String name, Operand operand) {
      return put(name, operand(operand));
    }
  }
}
