package io.watchword.authz.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.authz.builtin.table.Builtins;
import io.watchword.authz.engine.Budget;
import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;
import org.junit.jupiter.api.Test;

class NondeterministicCallsTest {

  private static EvaluationContext context(NondeterministicCalls calls) {
    return EvaluationContext.empty(Budget.fuel(1_000_000)).with(calls);
  }

  private static Value call(EvaluationContext context, String name, Value... arguments) {
    Value result = Builtins.find(name).orElseThrow().call(context, arguments);
    assertThat(result).isNotNull();
    return result;
  }

  @Test
  void record_callsOfAnEvaluation_areThereByNameAndArguments() {
    NondeterministicCalls.Recording recording = NondeterministicCalls.recording();
    EvaluationContext context = context(recording);
    Value now = call(context, "time.now_ns");
    Value number = call(context, "rand.intn", new StringValue("x"), NumberValue.of(1_000_000));
    call(context, "crypto.md5", new StringValue("x"));
    assertThat(ValueJson.write(recording.record()))
        .isEqualTo(
            "{\"rand.intn\":{\"[\\\"x\\\",1000000]\":%s},\"time.now_ns\":{\"[]\":%s}}"
                .formatted(number, now));
  }

  @Test
  void replay_callsOnTheRecord_areAnsweredFromIt() {
    ObjectValue record =
        (ObjectValue)
            ValueJson.parse(
                """
                {"time.now_ns": {"[]": 7}, "rand.intn": {"[\\"x\\",10]": 11},
                 "http.send": {"[{\\"method\\":\\"get\\",\\"url\\":\\"http://192.0.2.1\\"}]": {"status_code": 200}}}
                """);
    EvaluationContext context = context(NondeterministicCalls.replaying(record));
    assertThat(call(context, "time.now_ns")).isEqualTo(NumberValue.of(7));
    assertThat(call(context, "rand.intn", new StringValue("x"), NumberValue.of(10)))
        .isEqualTo(NumberValue.of(11));
    assertThat(
            call(
                context,
                "http.send",
                ValueJson.parse("{\"url\": \"http://192.0.2.1\", \"method\": \"get\"}")))
        .isEqualTo(ValueJson.parse("{\"status_code\": 200}"));
  }

  @Test
  void replay_whatWasRecorded_givesTheSameAgain() {
    NondeterministicCalls.Recording recording = NondeterministicCalls.recording();
    Value[] arguments = {new StringValue("a"), NumberValue.of(1_000_000_000)};
    Value number = call(context(recording), "rand.intn", arguments);
    EvaluationContext again = context(NondeterministicCalls.replaying(recording.record()));
    assertThat(call(again, "rand.intn", arguments)).isEqualTo(number);
  }

  @Test
  void replay_callsThatAreNotOnTheRecord_areMade() {
    ObjectValue record = (ObjectValue) ValueJson.parse("{}");
    EvaluationContext context = context(NondeterministicCalls.replaying(record));
    Value number = call(context, "rand.intn", new StringValue("x"), NumberValue.of(1));
    assertThat(number).isEqualTo(NumberValue.of(0));
  }
}
