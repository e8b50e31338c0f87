package io.watchword.authz.builtin.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.engine.Budget;
import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.engine.EvaluationFailedException;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Arguments that cost more than they look: they end in an error, within what was to be spent.
class HostileArgumentsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bits.lsh        | [1, 1000000000000]              | number too large
          bits.lsh        | [1, 18446744073709551615]       | number too large
          mul             | [1e900000, 1e900000]            | number too large
          plus            | [1e1000000000, 0.5]             | number too large
          minus           | [1e99999999999, 0.5]            | number too large
          div             | [1, 1e-2000000]                 | number too large
          floor           | [1e1000000000]                  | number too large
          format_int      | [1e1000000000, 10]              | number too large
          numbers.range   | [0, 1e12]                       | more than 10000000 numbers (expected: a shorter range)
          numbers.range   | [1e400, 0]                      | more than 10000000 numbers (expected: a shorter range)
          product         | [[1e900000, 1e900000, 1e900000]] | number too large
          product         | [[1e1000000000, 0.5]]           | number too large
          units.parse     | ["1e1234567"]                   | units.parse: exponent too large
          """)
  void call_numbersThatWouldFillMemory_fails(String name, String arguments, String message) {
    assertThatThrownBy(() -> call(1_000_000, name, arguments(arguments)))
        .isInstanceOf(BuiltinFailedException.class)
        .hasMessage(message);
  }

  @Test
  void range_moreThanTheBudget_endsTheEvaluation() {
    assertThatThrownBy(() -> call(1_000, "numbers.range", arguments("[1, 5000]")))
        .isInstanceOf(EvaluationFailedException.class)
        .hasMessage("the evaluation used up its budget of statements");
  }

  @Test
  void reachablePaths_everyNodeToEveryNode_endsWithTheBudget() {
    TableValue graph = TableValue.growing();
    SetValue all = SetValue.growing();
    for (int i = 0; i < 20; i++) {
      all.add(NumberValue.of(i));
    }
    for (Value node : all.sorted()) {
      graph.put(node, all);
    }
    assertThatThrownBy(() -> call(1_000_000, "graph.reachable_paths", graph, all))
        .isInstanceOf(EvaluationFailedException.class)
        .hasMessage("the evaluation used up its budget of statements");
  }

  @Test
  void reachablePaths_chainOfTenThousand_isOnePath() {
    TableValue graph = TableValue.growing();
    for (int i = 0; i < 10_000; i++) {
      graph.put(NumberValue.of(i), ArrayValue.of(NumberValue.of(i + 1)));
    }
    Value found = call(1_000_000, "graph.reachable_paths", graph, ArrayValue.of(NumberValue.of(0)));
    assertThat(((SetValue) found).size()).isEqualTo(1);
    assertThat(((ArrayValue) ((SetValue) found).at(0)).size()).isEqualTo(10_000);
  }

  @Test
  void union_deepestObjects_isDone() {
    ObjectValue a = deepest(NumberValue.of(1));
    ObjectValue b = deepest(NumberValue.of(2));
    assertThat(call(1_000_000, "object.union", a, b)).isEqualTo(b);
    assertThat(call(1_000_000, "object.union_n", ArrayValue.of(inside(a), inside(b))))
        .isEqualTo(inside(b));
    assertThat(call(1_000_000, "object.subset", a, b)).hasToString("false");
  }

  @Test
  void walk_deepestObject_givesEachLevel() {
    Value pairs = call(1_000_000, "walk", inside(deepest(NumberValue.of(1))));
    assertThat(((ArrayValue) pairs).size()).isEqualTo(Value.DEEPEST - 2);
  }

  // Leaves room for the collections around it that a result has.
  private static ObjectValue deepest(Value inside) {
    Value value = inside;
    for (int i = 0; i < Value.DEEPEST - 2; i++) {
      TableValue around = TableValue.growing();
      around.put(new StringValue("a"), value);
      value = around;
    }
    return (ObjectValue) value;
  }

  private static Value inside(ObjectValue object) {
    Value inside = object.get(new StringValue("a"));
    return inside == null ? object : inside;
  }

  private static Value[] arguments(String text) {
    return ((ArrayValue) RegoTextReader.read(text)).items().toArray(new Value[0]);
  }

  private static Value call(long fuel, String name, Value... arguments) {
    Value result =
        Builtins.find(name)
            .orElseThrow()
            .call(EvaluationContext.empty(Budget.fuel(fuel)), arguments);
    if (result == null) {
      throw new AssertionError(name + " is undefined");
    }
    return result;
  }
}
