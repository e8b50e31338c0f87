package io.watchword.authz.plan.optimise;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.authz.plan.Block;
import io.watchword.authz.plan.Operand;
import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.plan.Stmt;
import io.watchword.authz.plan.Where;
import io.watchword.authz.value.ValueJson;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Each pass on the statements it is about.
class PassesTest {

  private static final Where AT = new Where(0, 1, 1);
  private static final Where ELSEWHERE = new Where(0, 2, 1);
  private static final Operand.Bool TRUE = new Operand.Bool(true);

  @Test
  void constantFolding_nestedConstants_areOneConstant() {
    List<Stmt> folded =
        after(
            new ConstantFolding(),
            new Stmt.MakeObject(3, AT),
            new Stmt.MakeArray(2, 4, AT),
            new Stmt.MakeNumberRef(1, 5, AT),
            new Stmt.ArrayAppend(local(5), 4, AT),
            new Stmt.MakeNull(5, AT),
            new Stmt.ArrayAppend(local(5), 4, AT),
            new Stmt.ObjectInsert(new Operand.Text(0), local(4), 3, AT),
            new Stmt.AssignVarOnce(local(3), 2, AT));

    assertThat(folded)
        .containsExactly(
            new Stmt.Constant(ValueJson.parse("{\"a\":[7,null]}"), 3, AT),
            new Stmt.AssignVarOnce(local(3), 2, AT));
  }

  @Test
  void constantFolding_collectionThatGrowsLater_staysAsItIs() {
    Stmt make = new Stmt.MakeSet(3, AT);
    Stmt loop = new Stmt.Scan(0, 4, 5, block(new Stmt.SetAdd(local(5), 3, AT)), AT);

    assertThat(after(new ConstantFolding(), make, loop)).containsExactly(make, loop);
  }

  @Test
  void constantFolding_resultOfTheFunction_staysAsItIs() {
    Stmt make = new Stmt.MakeSet(2, AT);

    assertThat(after(new ConstantFolding(), make)).containsExactly(make);
  }

  @Test
  void sharedSteps_sameStepTwice_isCopied() {
    Stmt first = new Stmt.Dot(local(0), new Operand.Text(0), 3, AT);

    assertThat(
            after(
                new SharedSteps(),
                first,
                new Stmt.Dot(local(0), new Operand.Text(0), 4, ELSEWHERE)))
        .containsExactly(first, new Stmt.AssignVar(local(3), 4, ELSEWHERE));
  }

  @Test
  void sharedSteps_otherInputUnderWith_isNotShared() {
    Stmt first = new Stmt.Dot(local(0), new Operand.Text(0), 3, AT);
    Stmt with =
        new Stmt.With(
            0, List.of(), TRUE, block(new Stmt.Dot(local(0), new Operand.Text(0), 4, AT)), AT);

    assertThat(after(new SharedSteps(), first, with)).containsExactly(first, with);
  }

  @Test
  void sharedSteps_stepInABlockThatMayFail_isNotSharedAfterIt() {
    Stmt first = new Stmt.Dot(local(0), new Operand.Text(0), 3, AT);
    Stmt nested = new Stmt.Nested(List.of(block(first)), AT);
    Stmt again = new Stmt.Dot(local(0), new Operand.Text(0), 4, AT);

    assertThat(after(new SharedSteps(), nested, again)).containsExactly(nested, again);
  }

  @Test
  void earlyBreak_loopThatOnlyLooks_endsWhenItHasFound() {
    Stmt found = new Stmt.AssignVar(TRUE, 3, AT);
    Stmt loop = new Stmt.Scan(0, 4, 5, block(found), AT);

    List<Stmt> breaking =
        after(
            new EarlyBreak(),
            new Stmt.ResetLocal(3, AT),
            new Stmt.Nested(List.of(block(loop)), AT),
            new Stmt.IsUndefined(3, AT));

    Stmt broken = new Stmt.Scan(0, 4, 5, block(found, new Stmt.Break(1, AT)), AT);
    assertThat(breaking.get(1)).isEqualTo(new Stmt.Nested(List.of(block(broken)), AT));
  }

  @Test
  void earlyBreak_loopWhoseVariableIsReadLater_goesOn() {
    Stmt loop = new Stmt.Scan(0, 4, 5, block(new Stmt.AssignVar(TRUE, 3, AT)), AT);
    Stmt nested = new Stmt.Nested(List.of(block(loop)), AT);
    Stmt reads = new Stmt.IsDefined(5, AT);

    assertThat(after(new EarlyBreak(), nested, reads)).containsExactly(nested, reads);
  }

  @Test
  void earlyBreak_loopThatCollects_goesOn() {
    Stmt loop =
        new Stmt.Scan(
            0, 4, 5, block(new Stmt.SetAdd(local(5), 6, AT), new Stmt.AssignVar(TRUE, 3, AT)), AT);
    Stmt nested = new Stmt.Nested(List.of(block(loop)), AT);

    assertThat(after(new EarlyBreak(), nested)).containsExactly(nested);
  }

  @Test
  void baseDataKeys_numberAfterData_alsoTriesTheName() {
    Stmt number = new Stmt.MakeNumberRef(1, 3, AT);
    Stmt step = new Stmt.Dot(local(1), local(3), 4, AT);

    assertThat(after(new BaseDataKeys(), number, step))
        .containsExactly(
            number,
            new Stmt.ResetLocal(4, AT),
            new Stmt.Nested(
                List.of(
                    block(step),
                    block(
                        new Stmt.IsUndefined(4, AT),
                        new Stmt.Dot(local(1), new Operand.Text(1), 4, AT))),
                AT),
            new Stmt.IsDefined(4, AT));
  }

  @Test
  void baseDataKeys_variableWithBaseData_isAValueLikeOthers() {
    Stmt[] statements = {
      new Stmt.Dot(local(1), new Operand.Text(0), 3, AT),
      new Stmt.MakeNumberRef(1, 4, ELSEWHERE),
      new Stmt.Dot(local(3), local(4), 5, ELSEWHERE)
    };

    assertThat(after(new BaseDataKeys(), statements)).containsExactly(statements);
  }

  private static Operand.Local local(int index) {
    return new Operand.Local(index);
  }

  private static Block block(Stmt... statements) {
    return new Block(List.of(statements));
  }

  private static List<Stmt> after(PlanPass pass, Stmt... statements) {
    PlanProgram.Function function =
        new PlanProgram.Function(
            "g0.data.t.p",
            List.of(0, 1),
            2,
            List.of(new Block(Arrays.asList(statements))),
            List.of("g0", "t", "p"));
    PlanProgram program =
        new PlanProgram(List.of("a", "7"), List.of(), List.of("t"), List.of(), List.of(function));
    return pass.apply(program).functions().getFirst().blocks().getFirst().statements();
  }
}
