package io.watchword.authz.bytecode;

import static io.watchword.authz.bytecode.SmallPlan.AT;
import static io.watchword.authz.bytecode.SmallPlan.block;
import static io.watchword.authz.bytecode.SmallPlan.give;
import static io.watchword.authz.bytecode.SmallPlan.local;
import static io.watchword.authz.bytecode.SmallPlan.number;
import static io.watchword.authz.bytecode.SmallPlan.yes;
import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.authz.plan.Operand;
import io.watchword.authz.plan.Stmt;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Each statement of a plan, on both engines.
class StatementsTest {

  private final SmallPlan plan = new SmallPlan();

  @Test
  void dot_fieldThere_isRead() {
    plan.rule("g0.f", block(new Stmt.Dot(local(0), plan.text("a"), 3, AT), give(3)));
    assertThat(plan.answer("{\"a\": 7}")).isEqualTo("7");
  }

  @Test
  void dot_noSuchField_endsBlock() {
    plan.rule(
        "g0.f", block(new Stmt.Dot(local(0), plan.text("b"), 3, AT), give(3)), block(give(0)));
    assertThat(plan.answer("{\"a\": 7}")).isEqualTo("{\"a\": 7}");
  }

  @Test
  void dot_indexOfArray_isItem() {
    plan.rule("g0.f", block(number(1, 4), new Stmt.Dot(local(0), local(4), 3, AT), give(3)));
    assertThat(plan.answer("[\"x\", \"y\"]")).isEqualTo("\"y\"");
  }

  @Test
  void equal_numberSpelledOtherwise_isEqual() {
    plan.rule(
        "g0.f",
        block(
            new Stmt.MakeNumberRef(plan.string("1.0"), 3, AT),
            new Stmt.Equal(local(0), local(3), AT),
            give(3)));
    assertThat(plan.answer("1")).isEqualTo("1.0");
  }

  @Test
  void notEqual_undefinedOperand_endsBlock() {
    plan.rule("g0.f", block(new Stmt.NotEqual(local(9), yes(), AT), give(0)));
    assertThat(plan.answer("1")).isEqualTo("null");
  }

  @Test
  void isArrayIsObjectIsSet_byKind_holdOrNot() {
    plan.rule(
        "g0.f",
        block(new Stmt.IsArray(local(0), AT), number(1, 3), give(3)),
        block(new Stmt.IsObject(local(0), AT), number(2, 3), give(3)),
        block(new Stmt.MakeSet(4, AT), new Stmt.IsSet(local(4), AT), number(3, 3), give(3)));
    assertThat(plan.answer("[]")).isEqualTo("1");
    assertThat(plan.answer("{}")).isEqualTo("2");
    assertThat(plan.answer("\"x\"")).isEqualTo("3");
  }

  @Test
  void resetLocal_afterAssignment_isUndefined() {
    plan.rule(
        "g0.f",
        block(
            new Stmt.AssignInt(5, 3, AT),
            new Stmt.ResetLocal(3, AT),
            new Stmt.IsUndefined(3, AT),
            new Stmt.AssignVar(local(0), 3, AT),
            new Stmt.IsDefined(3, AT),
            give(3)));
    assertThat(plan.answer("[0]")).isEqualTo("[0]");
  }

  @Test
  void assignVarOnce_anotherValue_isConflict() {
    plan.rule(
        "g0.f",
        block(new Stmt.AssignVarOnce(yes(), 2, AT)),
        block(new Stmt.AssignVarOnce(local(0), 2, AT)),
        block(give(2)));
    assertThat(plan.answer("true")).isEqualTo("true");
    assertThat(plan.answer("1"))
        .isEqualTo("eval_conflict_error: complete rules must not produce multiple outputs");
  }

  @Test
  void assignVarOnce_inFunction_isConflictOfFunctions() {
    plan.function(
        "g0.h",
        3,
        block(new Stmt.AssignVarOnce(yes(), 2, AT)),
        block(new Stmt.AssignVarOnce(local(102), 2, AT)),
        block(give(2)));
    plan.rule(
        "g0.f",
        block(new Stmt.Call("g0.h", List.of(local(0), local(1), local(0)), 3, AT), give(3)));
    assertThat(plan.answer("1"))
        .isEqualTo(
            "eval_conflict_error: functions must not produce multiple outputs for same inputs");
  }

  @Test
  void break_outOfTwoBlocks_endsBoth() {
    plan.rule(
        "g0.f",
        block(
            number(1, 3),
            new Stmt.Nested(
                List.of(
                    block(
                        new Stmt.Nested(List.of(block(new Stmt.Break(1, AT))), AT), number(2, 3))),
                AT),
            give(3)));
    assertThat(plan.answer("null")).isEqualTo("1");
  }

  @Test
  void break_outOfMoreBlocksThanThereAre_endsOutermost() {
    plan.rule("g0.f", block(new Stmt.Break(9, AT)), block(give(0)));
    assertThat(plan.answer("[1]")).isEqualTo("[1]");
  }

  @Test
  void break_inLoop_leavesIt() {
    plan.rule(
        "g0.f",
        block(new Stmt.MakeArray(0, 2, AT)),
        block(
            new Stmt.Scan(
                0, 3, 4, block(new Stmt.ArrayAppend(local(4), 2, AT), new Stmt.Break(1, AT)), AT)),
        block(give(2)));
    assertThat(plan.answer("[5, 6]")).isEqualTo("[5]");
  }

  @Test
  void not_undefinedBlock_isDone() {
    plan.rule(
        "g0.f",
        block(new Stmt.Not(block(new Stmt.Equal(local(0), yes(), AT)), AT), number(1, 3), give(3)),
        block(number(2, 3), give(3)));
    assertThat(plan.answer("false")).isEqualTo("1");
    assertThat(plan.answer("true")).isEqualTo("2");
  }

  @Test
  void scan_object_isInOrderOfKeys() {
    plan.rule(
        "g0.f",
        block(new Stmt.MakeArray(0, 2, AT)),
        block(
            new Stmt.Scan(
                0,
                3,
                4,
                block(new Stmt.ArrayAppend(local(3), 2, AT), new Stmt.ArrayAppend(local(4), 2, AT)),
                AT)),
        block(give(2)));
    assertThat(plan.answer("{\"b\": 1, \"a\": 2}")).isEqualTo("[\"a\", 2, \"b\", 1]");
    assertThat(plan.answer("[7]")).isEqualTo("[0, 7]");
    assertThat(plan.answer("\"x\"")).isEqualTo("[]");
  }

  @Test
  void len_ofText_countsCodePoints() {
    plan.rule("g0.f", block(new Stmt.Len(local(0), 3, AT), give(3)), block(give(0)));
    assertThat(plan.answer("\"a\uD83D\uDE00\"")).isEqualTo("2");
    assertThat(plan.answer("{\"a\": 1}")).isEqualTo("1");
    assertThat(plan.answer("true")).isEqualTo("true");
  }

  @Test
  void setAdd_toArray_isConflict() {
    plan.rule(
        "g0.f", block(new Stmt.MakeArray(1, 3, AT), new Stmt.SetAdd(local(0), 3, AT), give(3)));
    assertThat(plan.answer("1")).isEqualTo("eval_conflict_error: object keys must be unique");
  }

  @Test
  void objectInsertOnce_otherValueForKey_isConflict() {
    plan.rule(
        "g0.f",
        block(
            new Stmt.MakeObject(2, AT),
            new Stmt.ObjectInsert(plan.text("a"), yes(), 2, AT),
            new Stmt.ObjectInsertOnce(plan.text("a"), local(0), 2, AT),
            give(2)));
    assertThat(plan.answer("true")).isEqualTo("{\"a\": true}");
    assertThat(plan.answer("1")).isEqualTo("eval_conflict_error: object keys must be unique");
  }

  @Test
  void objectMerge_sharedKey_leftWins() {
    plan.rule(
        "g0.f",
        block(
            new Stmt.Dot(local(0), plan.text("a"), 3, AT),
            new Stmt.Dot(local(0), plan.text("b"), 4, AT),
            new Stmt.ObjectMerge(3, 4, 5, AT),
            give(5)));
    assertThat(
            plan.answer(
                "{\"a\": {\"x\": 1, \"y\": {\"p\": 1}}, \"b\": {\"x\": 2, \"y\": {\"q\": 2}}}"))
        .isEqualTo("{\"x\": 1, \"y\": {\"p\": 1, \"q\": 2}}");
  }

  @Test
  void with_undefinedInside_restoresDocument() {
    plan.rule("g0.g", block(new Stmt.Dot(local(0), plan.text("a"), 2, AT), give(2)));
    plan.rule(
        "g0.f",
        block(
            new Stmt.MakeArray(0, 2, AT),
            new Stmt.Nested(
                List.of(
                    block(
                        new Stmt.With(
                            0,
                            List.of(plan.string("a")),
                            yes(),
                            block(
                                new Stmt.Call("g0.g", List.of(local(0), local(1)), 3, AT),
                                new Stmt.ArrayAppend(local(3), 2, AT),
                                new Stmt.Break(1, AT)),
                            AT))),
                AT)),
        block(
            new Stmt.Call("g0.g", List.of(local(0), local(1)), 3, AT),
            new Stmt.ArrayAppend(local(3), 2, AT),
            give(2)));
    assertThat(plan.answer("{\"a\": 1}")).isEqualTo("[true, 1]");
  }

  @Test
  void callDynamic_pathOfFunction_callsIt() {
    plan.rule("g0.g", block(number(4, 2), give(2)));
    plan.rule(
        "g0.f",
        block(
            new Stmt.CallDynamic(
                List.of(plan.text("g0"), local(0)), List.of(local(0), local(1)), 3, AT),
            give(3)),
        block(give(1)));
    assertThat(plan.answer("\"g\"")).isEqualTo("4");
    assertThat(plan.answer("\"h\"")).isEqualTo("{}");
  }

  @Test
  void call_undefinedArgument_endsBlock() {
    plan.calling("count")
        .rule("g0.f", block(new Stmt.Call("count", List.of(local(9)), 3, AT), give(3)));
    assertThat(plan.answer("1")).isEqualTo("null");
  }

  @Test
  void call_unknownBuiltin_fails() {
    plan.rule("g0.f", block(new Stmt.Call("nothing", List.of(local(0)), 3, AT), give(3)));
    assertThat(plan.answer("1"))
        .isEqualTo("eval_internal_error: built-in `nothing` is not supported");
  }

  @Test
  void call_functionOfTwelveParameters_getsAll() {
    List<Operand> twelve =
        List.of(
            local(0), local(1), local(0), local(0), local(0), local(0), local(0), local(0),
            local(0), local(0), local(0), yes());
    plan.function("g0.h", 12, block(give(111)));
    plan.rule("g0.f", block(new Stmt.Call("g0.h", twelve, 3, AT), give(3)));
    assertThat(plan.answer("1")).isEqualTo("true");
  }
}
