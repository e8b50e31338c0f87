package io.watchword.authz.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class CapabilitiesTest {

  private static final String SMALL =
      """
      {"builtins": [
         {"name": "count", "decl": {"type": "function",
           "args": [{"type": "any", "of": [{"type": "string"}, {"type": "array", "dynamic": {"type": "any"}}]}],
           "result": {"type": "number"}}},
         {"name": "plus", "infix": "+", "deprecated": true, "decl": {"type": "function",
           "args": [{"type": "number"}, {"type": "object", "static": [{"key": "a", "value": {"type": "null"}}],
             "dynamic": {"key": {"type": "string"}, "value": {"type": "set", "of": {"type": "boolean"}}}}],
           "result": {"type": "array", "static": [{"type": "number"}]}}}],
       "future_keywords": ["not"], "features": ["rego_v1"], "allow_net": [],
       "wasm_abi_versions": [{"version": 1, "minor_version": 2}]}
      """;

  @Test
  void parse_file_holdsWhatItAllows() {
    Capabilities capabilities = Capabilities.parse(SMALL);

    assertThat(capabilities.builtins()).containsOnlyKeys("count", "plus");
    assertThat(capabilities.find("count").orElseThrow().type())
        .hasToString("(any<string, array[any]>) => number");
    Signature plus = capabilities.find("plus").orElseThrow();
    assertThat(plus.type())
        .hasToString("(number, object<a: null>[string: set[boolean]]) => array<number>");
    assertThat(plus.infix()).contains("+");
    assertThat(plus.isDeprecated()).isTrue();
    assertThat(capabilities.hasFeature("rego_v1")).isTrue();
    assertThat(capabilities.hasFeature("template_strings")).isFalse();
    assertThat(capabilities.hasFutureKeyword("not")).isTrue();
    assertThat(capabilities.hasFutureKeyword("or")).isFalse();
    assertThat(capabilities.mayReach("example.com")).isFalse();
  }

  @Test
  void parse_withoutAllowNet_allowsEveryHost() {
    assertThat(Capabilities.parse("{}").mayReach("example.com")).isTrue();
    assertThat(Capabilities.parse("{}").builtins()).isEmpty();
  }

  @Test
  void without_name_forbidsIt() {
    Capabilities sandbox = Capabilities.STANDARD.without(List.of("http.send"));

    assertThat(sandbox.find("http.send")).isEmpty();
    assertThat(sandbox.builtins()).hasSize(205);
  }

  @Test
  void parse_unknownType_isRefused() {
    assertThatThrownBy(
            () ->
                Capabilities.parse(
                    """
                    {"builtins": [{"name": "f", "decl": {"type": "function", "args": [{"type": "date"}]}}]}
                    """))
        .hasMessage(
            "built-in `f`: type `date` (expected: null, boolean, number, string, any, array, set,"
                + " object or function)");
  }

  @Test
  void parse_noFunction_isRefused() {
    assertThatThrownBy(
            () ->
                Capabilities.parse(
                    "{\"builtins\": [{\"name\": \"f\", \"decl\": {\"type\": \"string\"}}]}"))
        .hasMessage("built-in `f`: `decl` is no function (expected: `\"type\": \"function\"`)");
  }

  @Test
  void parse_noObject_isRefused() {
    assertThatThrownBy(() -> Capabilities.parse("[]"))
        .hasMessage("capabilities are no object (expected: `{\"builtins\": …}`)");
  }
}
