package io.watchword.authz.plan;

import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;
import java.util.List;
import java.util.Optional;

/// Reads a plan as OPA writes it (`plan.json`). Stateless.
public final class PlanJson {

  private static final int DEEPEST = 400;

  private PlanJson() {}

  /// @throws IllegalArgumentException where the text is no plan
  public static PlanProgram read(String json) {
    return read(ValueJson.parse(json));
  }

  /// A plan that is part of a larger document.
  public static PlanProgram read(Value plan) {
    Fields all = new Fields(plan);
    Fields fixed = all.fields("static");
    return PlanCheck.checked(
        new PlanProgram(
            names(fixed.list("strings"), "value"),
            names(fixed.list("builtin_funcs"), "name"),
            names(fixed.list("files"), "value"),
            all.optional("plans").map(p -> entries(new Fields(p).list("plans"))).orElse(List.of()),
            all.optional("funcs")
                .map(f -> functions(new Fields(f).list("funcs")))
                .orElse(List.of()),
            unplanned(all.list("unplanned_rules"))));
  }

  /// A plan as JSON.
  public static String write(PlanProgram plan) {
    return PlanWriter.write(plan);
  }

  private static List<String> names(List<Value> items, String field) {
    return items.stream().map(item -> new Fields(item).text(field)).toList();
  }

  private static List<PlanProgram.Entry> entries(List<Value> entries) {
    return entries.stream()
        .map(Fields::new)
        .map(e -> new PlanProgram.Entry(e.text("name"), blocks(e.list("blocks"), 0)))
        .toList();
  }

  private static List<PlanProgram.Function> functions(List<Value> functions) {
    return functions.stream()
        .map(Fields::new)
        .map(
            f ->
                new PlanProgram.Function(
                    f.text("name"),
                    f.list("params").stream().map(PlanJson::integer).toList(),
                    f.integer("return"),
                    blocks(f.list("blocks"), 0),
                    f.list("path").stream().map(PlanJson::text).toList()))
        .toList();
  }

  private static List<Block> blocks(List<Value> blocks, int depth) {
    return blocks.stream().map(block -> block(block, depth)).toList();
  }

  private static Block block(Value block, int depth) {
    if (depth > DEEPEST) {
      throw new IllegalArgumentException("the plan is nested deeper than " + DEEPEST + " blocks");
    }
    return new Block(
        new Fields(block)
            .list("stmts").stream()
                .map(Fields::new)
                .filter(s -> !s.text("type").equals("NopStmt"))
                .map(s -> statement(s, depth))
                .toList());
  }

  private static Stmt statement(Fields typed, int depth) {
    Fields s = typed.fields("stmt");
    Where at = where(s);
    return switch (typed.text("type")) {
      case "ArrayAppendStmt" -> new Stmt.ArrayAppend(s.operand("value"), s.integer("array"), at);
      case "AssignIntStmt" -> new Stmt.AssignInt(s.whole("value"), s.integer("target"), at);
      case "AssignVarOnceStmt" ->
          new Stmt.AssignVarOnce(s.operand("source"), s.integer("target"), at);
      case "AssignVarStmt" -> new Stmt.AssignVar(s.operand("source"), s.integer("target"), at);
      case "BlockStmt" -> new Stmt.Nested(blocks(s.list("blocks"), depth + 1), at);
      case "BreakStmt" -> new Stmt.Break(s.integer("index"), at);
      case "CallDynamicStmt" ->
          new Stmt.CallDynamic(
              operands(s.list("path")), locals(s.list("args")), s.integer("result"), at);
      case "CallStmt" ->
          new Stmt.Call(s.text("func"), operands(s.list("args")), s.integer("result"), at);
      case "DotStmt" ->
          new Stmt.Dot(s.operand("source"), s.operand("key"), s.integer("target"), at);
      case "EqualStmt" -> new Stmt.Equal(s.operand("a"), s.operand("b"), at);
      case "NotEqualStmt" -> new Stmt.NotEqual(s.operand("a"), s.operand("b"), at);
      case "IsArrayStmt" -> new Stmt.IsArray(s.operand("source"), at);
      case "IsObjectStmt" -> new Stmt.IsObject(s.operand("source"), at);
      case "IsSetStmt" -> new Stmt.IsSet(s.operand("source"), at);
      case "IsDefinedStmt" -> new Stmt.IsDefined(s.integer("source"), at);
      case "IsUndefinedStmt" -> new Stmt.IsUndefined(s.integer("source"), at);
      case "LenStmt" -> new Stmt.Len(s.operand("source"), s.integer("target"), at);
      case "MakeArrayStmt" -> new Stmt.MakeArray(s.integer("capacity"), s.integer("target"), at);
      case "MakeNullStmt" -> new Stmt.MakeNull(s.integer("target"), at);
      case "MakeNumberIntStmt" -> new Stmt.MakeNumberInt(s.whole("value"), s.integer("target"), at);
      // OPA spelt this one key with a capital, and now writes both.
      case "MakeNumberRefStmt" ->
          new Stmt.MakeNumberRef(
              s.integer(s.optional("index").isPresent() ? "index" : "Index"),
              s.integer("target"),
              at);
      case "MakeObjectStmt" -> new Stmt.MakeObject(s.integer("target"), at);
      case "MakeSetStmt" -> new Stmt.MakeSet(s.integer("target"), at);
      case "NotStmt" -> new Stmt.Not(block(s.value("block"), depth + 1), at);
      case "ObjectInsertOnceStmt" ->
          new Stmt.ObjectInsertOnce(s.operand("key"), s.operand("value"), s.integer("object"), at);
      case "ObjectInsertStmt" ->
          new Stmt.ObjectInsert(s.operand("key"), s.operand("value"), s.integer("object"), at);
      case "ObjectMergeStmt" ->
          new Stmt.ObjectMerge(s.integer("a"), s.integer("b"), s.integer("target"), at);
      case "ResetLocalStmt" -> new Stmt.ResetLocal(s.integer("target"), at);
      case "ResultSetAddStmt" -> new Stmt.ResultSetAdd(s.integer("value"), at);
      case "ReturnLocalStmt" -> new Stmt.ReturnLocal(s.integer("source"), at);
      case "ScanStmt" ->
          new Stmt.Scan(
              s.integer("source"),
              s.integer("key"),
              s.integer("value"),
              block(s.value("block"), depth + 1),
              at);
      case "SetAddStmt" -> new Stmt.SetAdd(s.operand("value"), s.integer("set"), at);
      case "WithStmt" ->
          new Stmt.With(
              s.integer("local"),
              s.list("path").stream().map(PlanJson::integer).toList(),
              s.operand("value"),
              block(s.value("block"), depth + 1),
              at);
      default ->
          throw new IllegalArgumentException("unknown statement `" + typed.text("type") + "`");
    };
  }

  private static Where where(Fields s) {
    int row = s.number("row", 0);
    int col = s.number("col", 0);
    return new Where(
        s.number("file", 0), row, col, s.number("end_row", row), s.number("end_col", col));
  }

  private static List<PlanProgram.Unplanned> unplanned(List<Value> rules) {
    return rules.stream()
        .map(Fields::new)
        .map(r -> new PlanProgram.Unplanned(r.text("path"), where(r.fields("location"))))
        .toList();
  }

  private static List<Operand> operands(List<Value> operands) {
    return operands.stream().map(PlanJson::operand).toList();
  }

  // Dynamic calls name their arguments by local alone.
  private static List<Operand> locals(List<Value> locals) {
    return locals.stream().<Operand>map(local -> new Operand.Local(integer(local))).toList();
  }

  private static Operand operand(Value value) {
    Fields fields = new Fields(value);
    return switch (fields.text("type")) {
      case "local" -> new Operand.Local(fields.integer("value"));
      case "string_index" -> new Operand.Text(fields.integer("value"));
      case "bool" -> new Operand.Bool(fields.value("value").equals(BooleanValue.TRUE));
      default ->
          throw new IllegalArgumentException("unknown operand `" + fields.text("type") + "`");
    };
  }

  private static int integer(Value value) {
    if (value instanceof NumberValue number && number.asLong().isPresent()) {
      long whole = number.asLong().getAsLong();
      if (whole != (int) whole) {
        throw new IllegalArgumentException("expected a smaller whole number, not " + value);
      }
      return (int) whole;
    }
    throw new IllegalArgumentException("expected a whole number, not " + value);
  }

  private static String text(Value value) {
    if (value instanceof StringValue string) {
      return string.text();
    }
    throw new IllegalArgumentException("expected a string, not " + value);
  }

  /// The fields of a JSON object.
  private record Fields(Value object) {

    Optional<Value> optional(String name) {
      return object instanceof ObjectValue fields
          ? Optional.ofNullable(fields.get(new StringValue(name)))
          : Optional.empty();
    }

    Value value(String name) {
      return optional(name)
          .orElseThrow(
              () -> new IllegalArgumentException("the plan lacks the field `" + name + "`"));
    }

    Fields fields(String name) {
      return new Fields(value(name));
    }

    List<Value> list(String name) {
      return optional(name)
          .map(value -> value instanceof ArrayValue array ? array.items() : List.<Value>of())
          .orElse(List.of());
    }

    String text(String name) {
      return PlanJson.text(value(name));
    }

    int integer(String name) {
      return PlanJson.integer(value(name));
    }

    int number(String name, int otherwise) {
      return optional(name).map(PlanJson::integer).orElse(otherwise);
    }

    long whole(String name) {
      if (value(name) instanceof NumberValue number && number.asLong().isPresent()) {
        return number.asLong().getAsLong();
      }
      throw new IllegalArgumentException("expected a whole number in `" + name + "`");
    }

    Operand operand(String name) {
      return PlanJson.operand(value(name));
    }
  }
}
