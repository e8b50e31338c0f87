package io.watchword.authz.rego;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.authz.rego.Module.RegoVersion;
import io.watchword.authz.value.ValueJson;
import java.util.ArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The rules of modules as `opa parse --format json` prints them.
final class AstJsonTest {

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '~',
      value = {
        "p := 1 => [{\"body\":[{\"index\":0,\"terms\":{\"type\":\"boolean\",\"value\":true}}],"
            + "\"head\":{\"assign\":true,\"name\":\"p\",\"ref\":[{\"type\":\"var\",\"value\":\"p\"}],"
            + "\"value\":{\"type\":\"number\",\"value\":1}}}]",
        "p contains x if not x => [{\"body\":[{\"index\":0,\"negated\":true,\"terms\":"
            + "{\"type\":\"var\",\"value\":\"x\"}}],\"head\":{\"key\":{\"type\":\"var\",\"value\":\"x\"},"
            + "\"name\":\"p\",\"ref\":[{\"type\":\"var\",\"value\":\"p\"}]}}]",
        "default p := null =>"
            + " [{\"body\":[{\"index\":0,\"terms\":{\"type\":\"boolean\",\"value\":true}}],"
            + "\"default\":true,\"head\":{\"assign\":true,\"name\":\"p\",\"ref\":"
            + "[{\"type\":\"var\",\"value\":\"p\"}],\"value\":{\"type\":\"null\",\"value\":{}}}}]",
        "p if some x in input =>"
            + " [{\"body\":[{\"index\":0,\"terms\":{\"symbols\":[{\"type\":\"call\","
            + "\"value\":[{\"type\":\"ref\",\"value\":[{\"type\":\"var\",\"value\":\"internal\"},"
            + "{\"type\":\"string\",\"value\":\"member_2\"}]},{\"type\":\"var\",\"value\":\"x\"},"
            + "{\"type\":\"ref\",\"value\":[{\"type\":\"var\",\"value\":\"input\"}]}]}]}}],"
            + "\"head\":{\"name\":\"p\",\"ref\":[{\"type\":\"var\",\"value\":\"p\"}],"
            + "\"value\":{\"type\":\"boolean\",\"value\":true}}}]",
      })
  void of_rule_isOpasForm(String rule, String expected) {
    ParserSettings settings = ParserSettings.of(RegoVersion.V1).plain();
    Source source = Source.of("a.rego", "package a\n" + rule);
    Module module = RegoParser.parse(source, settings, new ArrayList<>()).orElseThrow();

    String json = ValueJson.write(AstJson.of(module));

    assertThat(json)
        .isEqualTo(
            "{\"package\":{\"path\":[{\"type\":\"var\",\"value\":\"data\"},"
                + "{\"type\":\"string\",\"value\":\"a\"}]},\"rules\":"
                + expected
                + "}");
  }
}
