package io.watchword.authz.bytecode;

import static io.watchword.authz.bytecode.SmallPlan.AT;
import static io.watchword.authz.bytecode.SmallPlan.block;
import static io.watchword.authz.bytecode.SmallPlan.give;
import static io.watchword.authz.bytecode.SmallPlan.local;
import static io.watchword.authz.bytecode.SmallPlan.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.watchword.authz.engine.Budget;
import io.watchword.authz.engine.Engine;
import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.engine.EvaluationFailedException;
import io.watchword.authz.interpret.Interpreter;
import io.watchword.authz.plan.Block;
import io.watchword.authz.plan.Operand;
import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.plan.Stmt;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.FactsObject;
import io.watchword.authz.value.FactsShape;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BytecodeEngineTest {

  private final SmallPlan plan = new SmallPlan();

  private static EvaluationContext context(String input, Budget budget) {
    return EvaluationContext.of(ValueJson.parse(input), TableValue.growing(), budget);
  }

  @Test
  void rule_loopOverMoreThanBudget_isCancelled() {
    Stmt inner = new Stmt.Scan(0, 5, 6, block(new Stmt.Equal(local(6), local(4), AT)), AT);
    plan.rule("g0.f", block(new Stmt.Scan(0, 3, 4, block(inner), AT)));
    BytecodeEngine engine = BytecodeEngine.compile(plan.program());
    String input = "[" + "1,".repeat(99) + "1]";
    assertThatThrownBy(() -> engine.rule("g0.f", context(input, Budget.fuel(1_000))))
        .isInstanceOf(EvaluationFailedException.class)
        .hasMessage("the evaluation used up its budget of statements");
  }

  @Test
  void rule_replacesPartOfALargeDocumentOften_isPaidFor() {
    Stmt read = new Stmt.Dot(local(1), plan.text("k"), 5, AT);
    Stmt with = new Stmt.With(1, List.of(plan.string("k")), local(4), block(read), AT);
    plan.rule("g0.f", block(new Stmt.Scan(0, 3, 4, block(with), AT)));
    TableValue data = TableValue.growing();
    for (int i = 0; i < 100_000; i++) {
      data.put(new StringValue("k" + i), NumberValue.of(i));
    }
    Value input = ValueJson.parse("[" + "1,".repeat(99) + "1]");
    for (Engine engine :
        List.of(BytecodeEngine.compile(plan.program()), new Interpreter(plan.program()))) {
      EvaluationContext context = EvaluationContext.of(input, data, Budget.fuel(1_000_000));
      assertThatThrownBy(() -> engine.rule("g0.f", context))
          .hasMessage("the evaluation used up its budget of statements");
    }
  }

  @Test
  void rule_outOfTime_isCancelled() {
    plan.rule("g0.f", block(new Stmt.Scan(0, 3, 4, block(new Stmt.IsDefined(3, AT)), AT), give(0)));
    AtomicLong time = new AtomicLong();
    Budget budget = Budget.fuelAndTime(1_000_000, () -> time.getAndAdd(400), 1_000);
    String input = "[" + "1,".repeat(9_999) + "1]";
    BytecodeEngine engine = BytecodeEngine.compile(plan.program());
    assertThatThrownBy(() -> engine.rule("g0.f", context(input, budget)))
        .hasMessage("the evaluation ran out of time");
  }

  @Test
  void rule_manyEvaluationsOnOneBudget_payOnlyForThemselves() {
    plan.rule("g0.f", block(number(1, 2), give(2)));
    BytecodeEngine engine = BytecodeEngine.compile(plan.program());
    Budget budget = Budget.fuel(1_000);
    for (int i = 0; i < 50; i++) {
      assertThat(engine.rule("g0.f", context("1", budget)).value()).isEqualTo(NumberValue.of(1));
    }
  }

  @Test
  void rule_callsEachOtherTooDeeply_fails() {
    for (int i = 0; i < 2_000; i++) {
      String next = "g0.r" + (i + 1);
      plan.rule(
          i == 0 ? "g0.f" : "g0.r" + i,
          block(new Stmt.Call(next, List.of(local(0), local(1)), 2, AT), give(2)));
    }
    plan.rule("g0.r2000", block(number(1, 2), give(2)));
    BytecodeEngine engine = BytecodeEngine.compile(plan.program());
    assertThatThrownBy(() -> engine.rule("g0.f", context("1", Budget.fuel(1_000_000))))
        .isInstanceOf(EvaluationFailedException.class)
        .hasMessageContaining("too deeply");
  }

  @Test
  void compile_blockOf40000Statements_runs() {
    List<Stmt> statements = new ArrayList<>(List.of(new Stmt.MakeArray(0, 2, AT)));
    for (int i = 0; i < 20_000; i++) {
      statements.add(new Stmt.MakeNumberRef(plan.string(String.valueOf(1_000_000 + i)), 3, AT));
      // Reading input in between keeps the array from being one constant.
      statements.add(new Stmt.ArrayAppend(i % 2 == 0 ? local(3) : local(0), 2, AT));
    }
    plan.rule("g0.f", new Block(statements), block(give(2)));
    assertThat(plan.answer("7")).startsWith("[1000000, 7, 1000002, 7,").endsWith("1019998, 7]");
  }

  @Test
  void compile_rulesForEachOf2000Names_findTheRightOne() {
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      blocks.add(
          block(
              new Stmt.ResetLocal(3, AT),
              new Stmt.Dot(local(0), plan.text("name"), 4, AT),
              new Stmt.Equal(local(4), plan.text("n" + i), AT),
              number(i, 5),
              new Stmt.AssignVarOnce(local(5), 3, AT)));
      blocks.add(block(new Stmt.IsDefined(3, AT), new Stmt.AssignVarOnce(local(3), 2, AT)));
    }
    blocks.add(block(give(2)));
    plan.rule("g0.f", blocks.toArray(Block[]::new));
    assertThat(plan.answer("{\"name\": \"n1321\"}")).isEqualTo("1321");
    assertThat(plan.answer("{\"name\": \"m\"}")).isEqualTo("null");
    assertThat(plan.answer("{\"name\": 3}")).isEqualTo("null");
  }

  @Test
  void evaluator_afterEvaluation_namesReachedBlocks() {
    plan.rule(
        "g0.f",
        block(
            new Stmt.ResetLocal(3, AT),
            new Stmt.Equal(local(0), new Operand.Bool(true), AT),
            new Stmt.AssignVarOnce(local(0), 2, AT),
            give(2)),
        block(new Stmt.ResetLocal(3, AT), number(2, 2), give(2)));
    RuleEvaluator evaluator =
        BytecodeEngine.compile(plan.program())
            .evaluator("g0.f", context("1", Budget.fuel(1_000)))
            .orElseThrow();
    assertThat(evaluator.evaluate(BooleanValue.TRUE)).isEqualTo(BooleanValue.TRUE);
    assertThat(evaluator.reached()).containsExactly(new ReachedBlock("g0.f", 0));
    assertThat(evaluator.definedAt()).contains(AT);
    assertThat(evaluator.evaluate(BooleanValue.FALSE)).isEqualTo(NumberValue.of(2));
    assertThat(evaluator.reached())
        .containsExactly(new ReachedBlock("g0.f", 0), new ReachedBlock("g0.f", 1));
    assertThat(evaluator.definedAt()).isEmpty();
  }

  @Test
  void recompile_onePackageChanged_keepsTheClassesOfOthers() {
    PlanProgram before = twoPackages(1);
    PlanProgram after = twoPackages(2);
    BytecodeEngine first = BytecodeEngine.compile(before);
    BytecodeEngine second = first.recompile(after);
    assertThat(second.rule("g0.a.f", context("1", Budget.fuel(100))).value())
        .isEqualTo(NumberValue.of(2));
    assertThat(first.rule("g0.a.f", context("1", Budget.fuel(100))).value())
        .isEqualTo(NumberValue.of(1));
    assertThat(second.classOf("g0.a.f")).isSameAs(first.classOf("g0.a.f"));
    assertThat(second.classOf("g0.b.g")).isNotSameAs(first.classOf("g0.b.g"));
  }

  // The first rule calls the second, which changes.
  private static PlanProgram twoPackages(int value) {
    SmallPlan plan = new SmallPlan();
    if (value == 2) {
      plan.string("shifts every index");
    }
    Operand field = plan.text("x");
    plan.rule(
        "g0.a.f",
        block(
            new Stmt.Not(block(new Stmt.Equal(local(0), field, AT)), AT),
            new Stmt.Call("g0.b.g", List.of(local(0), local(1)), 2, AT),
            give(2)));
    plan.rule("g0.b.g", block(number(value, 2), give(2)));
    return plan.program();
  }

  private record Facts(String method, String path) {}

  @Test
  void evaluator_textsOfFactsAreOnlyCompared_makesNoGarbage() {
    plan.calling("startswith")
        .rule(
            "g0.f",
            block(
                new Stmt.ResetLocal(3, AT),
                new Stmt.Dot(local(0), plan.text("request"), 4, AT),
                new Stmt.Dot(local(4), plan.text("method"), 5, AT),
                new Stmt.Equal(local(5), plan.text("GET"), AT),
                new Stmt.Dot(local(4), plan.text("path"), 6, AT),
                new Stmt.AssignVar(local(6), 7, AT),
                new Stmt.Call("startswith", List.of(local(7), plan.text("/api/")), 8, AT),
                new Stmt.NotEqual(local(8), new Operand.Bool(false), AT),
                new Stmt.AssignVarOnce(new Operand.Bool(true), 2, AT),
                give(2)));
    FactsShape<Facts> request =
        FactsShape.<Facts>of().text("method", Facts::method).text("path", Facts::path).build();
    FactsShape<Facts> shape = FactsShape.<Facts>of().object("request", request).build();
    List<Facts> facts = List.of(new Facts("GET", "/api/1"), new Facts("GET", "/other"));
    RuleEvaluator evaluator =
        BytecodeEngine.compile(plan.program())
            .evaluator("g0.f", context("1", Budget.fuel(1_000)))
            .orElseThrow();
    FactsObject<Facts> input = new FactsObject<>(shape, facts.getFirst());
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int allowed = 0;
    long before = 0;
    for (int i = 0; i < 2_000; i++) {
      if (i == 1_000) {
        before = threads.getCurrentThreadAllocatedBytes();
      }
      input.show(facts.get(i & 1));
      Value answer = evaluator.evaluate(input);
      allowed += answer == null ? 0 : 1;
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(allowed).isEqualTo(1_000);
    // Asking for it costs something itself, but less than one object for each decision.
    assertThat(allocated).isLessThan(8_000);
  }
}
