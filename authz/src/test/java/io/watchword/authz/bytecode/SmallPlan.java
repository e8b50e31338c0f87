package io.watchword.authz.bytecode;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.authz.engine.Budget;
import io.watchword.authz.engine.Engine;
import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.engine.EvaluationFailedException;
import io.watchword.authz.engine.Outcome;
import io.watchword.authz.interpret.Interpreter;
import io.watchword.authz.plan.Block;
import io.watchword.authz.plan.Operand;
import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.plan.Stmt;
import io.watchword.authz.plan.Where;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;
import java.util.ArrayList;
import java.util.List;

/// A plan written by hand, run on the interpreter and on bytecode, which must agree. The function
/// asked is `g0.f`, its result local 2.
final class SmallPlan {

  static final Where AT = new Where(0, 3, 1);

  private final List<String> strings = new ArrayList<>();
  private final List<String> builtins = new ArrayList<>();
  private final List<PlanProgram.Function> functions = new ArrayList<>();

  static Operand local(int index) {
    return new Operand.Local(index);
  }

  static Operand yes() {
    return new Operand.Bool(true);
  }

  static Block block(Stmt... statements) {
    return new Block(List.of(statements));
  }

  static Stmt number(int value, int target) {
    return new Stmt.MakeNumberInt(value, target, AT);
  }

  static Stmt give(int source) {
    return new Stmt.ReturnLocal(source, AT);
  }

  int string(String text) {
    strings.add(text);
    return strings.size() - 1;
  }

  Operand text(String text) {
    return new Operand.Text(string(text));
  }

  SmallPlan calling(String... names) {
    builtins.addAll(List.of(names));
    return this;
  }

  SmallPlan rule(String name, Block... blocks) {
    return function(name, 2, blocks);
  }

  SmallPlan function(String name, int parameters, Block... blocks) {
    List<Integer> numbers = new ArrayList<>(List.of(0, 1));
    for (int i = 2; i < parameters; i++) {
      numbers.add(100 + i);
    }
    functions.add(
        new PlanProgram.Function(name, numbers, 2, List.of(blocks), List.of(name.split("\\."))));
    return this;
  }

  PlanProgram program() {
    return new PlanProgram(strings, builtins, List.of("a.rego"), List.of(), functions);
  }

  /// What both engines say, as text.
  String answer(String input) {
    PlanProgram program = program();
    String expected = answer(new Interpreter(program), input);
    assertThat(answer(BytecodeEngine.compile(program), input)).isEqualTo(expected);
    assertThat(answer(BytecodeEngine.compile(program, 150), input))
        .as("in small methods")
        .isEqualTo(expected);
    return expected.substring(0, expected.indexOf(" at "));
  }

  private static String answer(Engine engine, String input) {
    Value document = ValueJson.parse(input);
    try {
      Outcome outcome =
          engine.rule(
              "g0.f", EvaluationContext.of(document, TableValue.growing(), Budget.fuel(100_000)));
      return outcome.value() + " at " + outcome.definedAt();
    } catch (EvaluationFailedException e) {
      return e.code() + ": " + e.getMessage() + " at " + e.position();
    }
  }
}
