package io.watchword.authz.builtin.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.authz.builtin.BuiltinSettings;
import io.watchword.authz.engine.Budget;
import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SurroundingsTest {

  private static Value call(String name, String runtime) {
    BuiltinSettings settings =
        new BuiltinSettings(
            () -> 0L,
            BuiltinSettings.STANDARD.random(),
            Optional.empty(),
            (ObjectValue) ValueJson.parse(runtime));
    EvaluationContext context = EvaluationContext.empty(Budget.fuel(10_000)).with(settings);
    return Surroundings.all().get(name).call(context, new Value[] {});
  }

  @Test
  void runtime_secretsOfTheConfiguration_areLeftOut() {
    assertThat(
            call(
                "opa.runtime",
                """
                {"config": {"services": {"a": {"url": "u", "credentials": {"x": 1}}},
                            "keys": {"k": {"key": "s", "private_key": "p", "algorithm": "RS256"}},
                            "labels": {"l": "m"}},
                 "env": {"HOME": "/"}}
                """))
        .isEqualTo(
            ValueJson.parse(
                """
                {"config": {"services": {"a": {"url": "u"}}, "keys": {"k": {"algorithm": "RS256"}},
                            "labels": {"l": "m"}},
                 "env": {"HOME": "/"}}
                """));
  }

  @Test
  void runtime_servicesAsAList_areCleanedToo() {
    assertThat(
            call(
                "opa.runtime",
                "{\"config\": {\"services\": [{\"name\": \"a\", \"credentials\": {}}]}}"))
        .isEqualTo(ValueJson.parse("{\"config\": {\"services\": [{\"name\": \"a\"}]}}"));
  }

  @Test
  void runtime_withoutConfiguration_isAsItIs() {
    assertThat(call("opa.runtime", "{\"env\": {}}")).isEqualTo(ValueJson.parse("{\"env\": {}}"));
  }

  @Test
  void metadata_outsideARule_fails() {
    assertThatThrownBy(() -> call("rego.metadata.rule", "{}"))
        .hasMessage(
            "the rego.metadata.rule function must only be called within the scope of a rule");
  }
}
