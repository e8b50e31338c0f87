package io.watchword.authz.builtin.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.engine.Budget;
import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrintsTest {

  private final List<String> printed = new ArrayList<>();
  private final EvaluationContext context =
      EvaluationContext.empty(Budget.fuel(10_000)).printingTo(printed::add);

  private static SetValue set(Value... members) {
    return SetValue.of(List.of(members));
  }

  private Value call(String name, Value... operands) {
    return Prints.all().get(name).call(context, new Value[] {ArrayValue.of(List.of(operands))});
  }

  @Test
  void print_oneValueEach_isOneLine() {
    Value answer =
        call(
            "internal.print",
            set(new StringValue("a b")),
            set(NumberValue.of(1)),
            set(ValueJson.parse("{\"k\": [\"x\", null]}")),
            set(set()));

    assertThat(printed).containsExactly("a b 1 {\"k\": [\"x\", null]} set()");
    assertThat(answer).hasToString("true");
  }

  @Test
  void print_undefinedOperand_saysSo() {
    call("internal.print", new StringValue("x:"), set());

    assertThat(printed).containsExactly("x: <undefined>");
  }

  @Test
  void print_severalValues_areALineEach() {
    call(
        "internal.print",
        set(NumberValue.of(1), NumberValue.of(2)),
        set(new StringValue("a"), new StringValue("b")));

    assertThat(printed).containsExactly("1 a", "1 b", "2 a", "2 b");
  }

  @Test
  void template_parts_areJoined() {
    Value text =
        call(
            "internal.template_string",
            new StringValue("n="),
            set(NumberValue.of(3)),
            new StringValue(", u="),
            set());

    assertThat(text).isEqualTo(new StringValue("n=3, u=<undefined>"));
  }

  @Test
  void template_severalValues_isAConflict() {
    assertThatThrownBy(
            () -> call("internal.template_string", set(NumberValue.of(1), NumberValue.of(2))))
        .hasMessage("template-strings must not produce multiple outputs")
        .isInstanceOfSatisfying(
            BuiltinFailedException.class,
            failed -> {
              assertThat(failed.kind().code()).isEqualTo("eval_conflict_error");
              assertThat(failed.kind().isFinal()).isTrue();
            });
  }

  @Test
  void trace_text_isTrue() {
    assertThat(Prints.all().get("trace").call(context, new Value[] {new StringValue("x")}))
        .hasToString("true");
    assertThatThrownBy(
            () -> Prints.all().get("trace").call(context, new Value[] {NumberValue.of(1)}))
        .hasMessage("operand 1 must be string but got number");
  }
}
