package io.watchword.authz.builtin.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.BuiltinSettings;
import io.watchword.authz.builtin.TruthTable;
import io.watchword.authz.engine.Budget;
import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.engine.EvaluationFailedException;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JsonSchemasTest {

  @Test
  void call_schemasAndDocumentsOfTheTable_giveOpasAnswer() throws IOException {
    TruthTable.of("schema.tsv").holds();
  }

  @Test
  void matchSchema_schemaIsItself_fails() {
    assertThatThrownBy(() -> call("json.match_schema", "{}", "{\"$ref\": \"#\"}"))
        .isInstanceOf(BuiltinFailedException.class)
        .hasMessage("document or schema is nested more than 1000 levels deep");
  }

  @Test
  void verifySchema_nestedTooDeeply_saysSo() {
    String deep = "{\"not\":".repeat(900) + "{}" + "}".repeat(900);
    Value[] arguments = {ValueJson.parse(deep)};

    Value answer =
        JsonSchemas.all()
            .get("json.verify_schema")
            .call(EvaluationContext.empty(Budget.fuel(1_000_000)), arguments);

    assertThat(answer)
        .hasToString("[false, \"jsonschema: schema is nested more than 500 levels deep\"]");
  }

  @Test
  void matchSchema_workBeyondTheBudget_ends() {
    // Each level asks the next one twice.
    StringBuilder schema = new StringBuilder("{\"$ref\":\"#/definitions/0\",\"definitions\":{");
    for (int i = 0; i < 40; i++) {
      schema.append(
          "\"%d\":{\"allOf\":[{\"$ref\":\"#/definitions/%d\"},{\"$ref\":\"#/definitions/%d\"}]},"
              .formatted(i, i + 1, i + 1));
    }
    schema.append("\"40\":{}}}");

    assertThatThrownBy(() -> call("json.match_schema", "{}", schema.toString()))
        .isInstanceOf(EvaluationFailedException.class);
  }

  @Test
  void verifySchema_remoteReference_needsItsHostAllowed() {
    EvaluationContext context =
        EvaluationContext.empty(Budget.fuel(1_000_000))
            .with(
                new BuiltinSettings(
                    () -> 0L,
                    BuiltinSettings.STANDARD.random(),
                    Optional.of(Set.of("example.org")),
                    TableValue.growing()));
    Value[] arguments = {ValueJson.parse("{\"$ref\": \"http://example.com/schema.json#/a\"}")};

    assertThat(JsonSchemas.all().get("json.verify_schema").call(context, arguments).toString())
        .isEqualTo(
            "[false, \"jsonschema: remote reference loading disabled:"
                + " http://example.com/schema.json\"]");
  }

  private static Value call(String name, String... arguments) {
    Builtin builtin = JsonSchemas.all().get(name);
    Value[] values = new Value[arguments.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = ValueJson.parse(arguments[i]);
    }
    return builtin.call(EvaluationContext.empty(Budget.fuel(1_000_000)), values);
  }
}
