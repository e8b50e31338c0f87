package io.watchword.authz.builtin.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.authz.engine.Budget;
import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import org.junit.jupiter.api.Test;

class ModuleParsingTest {

  private static Value parse(String text) {
    EvaluationContext context = EvaluationContext.empty(Budget.fuel(10_000));
    return ModuleParsing.all()
        .get("rego.parse_module")
        .call(context, new Value[] {new StringValue("a.rego"), new StringValue(text)});
  }

  @Test
  void parseModule_module_isItsTree() {
    assertThat(parse("package a"))
        .hasToString(
            "{\"package\": {\"path\": [{\"type\": \"var\", \"value\": \"data\"},"
                + " {\"type\": \"string\", \"value\": \"a\"}]}}");
  }

  @Test
  void parseModule_noRego_failsWithThePlace() {
    assertThatThrownBy(() -> parse("package a\np := [1 2]"))
        .hasMessageContaining(
            "a.rego:2: rego_parse_error: unexpected number token: expected \",\" or \"]\"\n"
                + "\tp := [1 2]\n\t        ^");
  }

  @Test
  void parseModule_nothing_isAnEmptyModule() {
    assertThatThrownBy(() -> parse("")).hasMessage("a.rego:0: rego_parse_error: empty module");
  }
}
