package io.watchword.authz.interpret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.authz.engine.Budget;
import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.engine.EvaluationFailedException;
import io.watchword.authz.plan.Block;
import io.watchword.authz.plan.Operand;
import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.plan.Stmt;
import io.watchword.authz.plan.Where;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.ValueJson;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What statements mean where a policy seldom shows it.
class StatementsTest {

  private static final Where AT = new Where(0, 7, 3);
  private static final Operand INPUT = new Operand.Local(0);
  private static final Operand TRUE = new Operand.Bool(true);
  private static final Operand FALSE = new Operand.Bool(false);
  private static final Stmt FOUND = new Stmt.AssignVar(TRUE, 2, AT);

  @Test
  void scan_ofWhatIsNoCollection_isDone() {
    Stmt loop = new Stmt.Scan(0, 3, 4, block(new Stmt.ResetLocal(2, AT)), AT);

    assertThat(result("5", loop, FOUND)).isEqualTo("true");
  }

  @Test
  void scan_breakBeyondItsBlock_endsTheLoopAndTheBlockAroundIt() {
    Stmt loop =
        new Stmt.Scan(
            0, 3, 4, block(new Stmt.AssignVar(local(4), 2, AT), new Stmt.Break(1, AT)), AT);
    Stmt nested = new Stmt.Nested(List.of(block(loop, FOUND)), AT);

    assertThat(result("[7, 8]", nested)).isEqualTo("7");
  }

  @Test
  void with_undefinedInItsBlock_isUndefinedItself() {
    Stmt with = new Stmt.With(0, List.of(), FALSE, block(new Stmt.Equal(INPUT, TRUE, AT)), AT);
    Stmt nested = new Stmt.Nested(List.of(block(with, FOUND)), AT);

    assertThat(result("true", nested)).isEqualTo("undefined");
  }

  @Test
  void with_leftByABreak_restoresTheDocument() {
    Stmt with = new Stmt.With(0, List.of(), FALSE, block(new Stmt.Break(1, AT)), AT);
    Stmt nested = new Stmt.Nested(List.of(block(with)), AT);

    assertThat(result("1", nested, new Stmt.AssignVar(INPUT, 2, AT))).isEqualTo("1");
  }

  @Test
  void not_undefinedInside_isDone() {
    Stmt not = new Stmt.Not(block(new Stmt.IsArray(INPUT, AT)), AT);

    assertThat(result("1", not, FOUND)).isEqualTo("true");
  }

  @Test
  void equal_ofUndefined_isUndefinedEitherWay() {
    Stmt equal = new Stmt.Equal(local(9), FALSE, AT);
    Stmt different = new Stmt.NotEqual(local(9), FALSE, AT);

    assertThat(result("1", equal, FOUND)).isEqualTo("undefined");
    assertThat(result("1", different, FOUND)).isEqualTo("undefined");
  }

  @Test
  void assignVarOnce_anotherValue_conflictsWithItsPlace() {
    assertThatThrownBy(
            () ->
                result(
                    "1",
                    new Stmt.AssignVarOnce(TRUE, 2, AT),
                    new Stmt.AssignVarOnce(TRUE, 2, AT),
                    new Stmt.AssignVarOnce(FALSE, 2, AT)))
        .isInstanceOfSatisfying(
            EvaluationFailedException.class,
            e -> {
              assertThat(e.code()).isEqualTo("eval_conflict_error");
              assertThat(e).hasMessage("complete rules must not produce multiple outputs");
              assertThat(e.position().orElseThrow()).hasToString("t.rego:7:3");
            });
  }

  @Test
  void setAdd_toAnObject_conflicts() {
    assertThatThrownBy(() -> result("1", new Stmt.MakeObject(3, AT), new Stmt.SetAdd(TRUE, 3, AT)))
        .isInstanceOf(EvaluationFailedException.class)
        .hasMessage("object keys must be unique");
  }

  @Test
  void objectInsertOnce_equalValue_isNoConflict() {
    Stmt insert = new Stmt.ObjectInsertOnce(new Operand.Text(0), INPUT, 3, AT);

    assertThat(
            result(
                "[1]",
                new Stmt.MakeObject(3, AT),
                insert,
                insert,
                new Stmt.AssignVar(local(3), 2, AT)))
        .isEqualTo("{\"a\":[1]}");
  }

  @Test
  void with_pathThroughWhatIsNoObject_makesObjects() {
    Stmt with = new Stmt.With(0, List.of(0, 1), TRUE, block(new Stmt.AssignVar(INPUT, 2, AT)), AT);

    assertThat(result("{\"a\": 5, \"c\": 6}", with)).isEqualTo("{\"a\":{\"b\":true},\"c\":6}");
  }

  @Test
  void rule_callingItself_endsInAnError() {
    assertThatThrownBy(
            () -> result("1", new Stmt.Call("g0.data.t.p", List.of(INPUT, local(1)), 3, AT)))
        .isInstanceOfSatisfying(
            EvaluationFailedException.class,
            e -> assertThat(e.code()).isEqualTo("eval_internal_error"));
  }

  private static Operand.Local local(int index) {
    return new Operand.Local(index);
  }

  private static Block block(Stmt... statements) {
    return new Block(List.of(statements));
  }

  /// The rule `p` whose value is the local 2 after `statements`.
  private static String result(String input, Stmt... statements) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block(List.of(statements)));
    blocks.add(block(new Stmt.ReturnLocal(2, AT)));
    PlanProgram.Function function =
        new PlanProgram.Function("g0.data.t.p", List.of(0, 1), 2, blocks, List.of("g0", "t", "p"));
    PlanProgram program =
        new PlanProgram(
            List.of("a", "b"), List.of(), List.of("t.rego"), List.of(), List.of(function));
    EvaluationContext context =
        EvaluationContext.of(ValueJson.parse(input), TableValue.growing(), Budget.fuel(1_000_000));
    var value = new Interpreter(program).rule("g0.data.t.p", context).value();
    return value == null ? "undefined" : ValueJson.write(value);
  }
}
