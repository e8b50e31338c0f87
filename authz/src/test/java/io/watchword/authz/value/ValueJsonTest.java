package io.watchword.authz.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueJsonTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "0",
        "-0",
        "1e3",
        "1E+3",
        "1.50",
        "0.10",
        "-0.0",
        "1e1000000000",
        "123456789012345678901234567890",
        "\"x\"",
        "[1,[],{}]",
        "{\"a\":{\"b\":[null]},\"c\":2}"
      })
  void write_whatWasRead_isTheSameText(String text) {
    assertThat(ValueJson.write(ValueJson.parse(text))).isEqualTo(text);
  }

  @Test
  void parse_equalKeys_lastWins() {
    assertThat(ValueJson.write(ValueJson.parse("{\"a\":1,\"b\":2,\"a\":3}")))
        .isEqualTo("{\"a\":3,\"b\":2}");
  }

  @Test
  void parse_loneSurrogate_isReplaced() {
    assertThat(ValueJson.parse("\"\\ud800x\\ud83d\\ude00\""))
        .isEqualTo(new StringValue("\ufffdx😀"));
  }

  @Test
  void parse_streamThatIsNoUtf8_isReadWithReplacements() throws IOException {
    byte[] bytes = {'"', (byte) 0xff, 'a', '"'};
    assertThat(ValueJson.parse(new ByteArrayInputStream(bytes)))
        .isEqualTo(new StringValue("\ufffda"));
  }

  @Test
  void parse_textAfterTheValue_isRefused() {
    assertThatThrownBy(() -> ValueJson.parse("1 2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("text after the end of the JSON value");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":"})
  void parse_tenThousandLevels_saysThatItIsTooDeep(String level) {
    assertThatThrownBy(() -> ValueJson.parse(level.repeat(10_000)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("values are nested more than 1000 levels deep");
  }

  @Test
  void parse_deepestAllowed_canBePrintedComparedAndHashed() {
    String text = "[".repeat(Value.DEEPEST) + "]".repeat(Value.DEEPEST);
    Value one = ValueJson.parse(text);
    Value other = ValueJson.parse(text);
    assertThat(ValueJson.write(one)).isEqualTo(text);
    assertThat(one).hasToString(text).isEqualTo(other).hasSameHashCodeAs(other);
    assertThat(one).isEqualByComparingTo(other);
  }

  @Test
  void append_oneLevelTooMany_fails() {
    Value value = ArrayValue.growing(0);
    for (int i = 1; i < Value.DEEPEST; i++) {
      value = i % 2 == 0 ? SetValue.of(List.of(value)) : ArrayValue.of(value);
    }
    Value deepest = value;
    assertThatThrownBy(() -> TableValue.growing().put(deepest, NullValue.NULL))
        .isInstanceOf(ValueLimitException.class)
        .hasMessage("values are nested more than 1000 levels deep");
  }

  @Test
  void parse_numberTooLong_saysSo() {
    assertThatThrownBy(() -> ValueJson.parse("1".repeat(NumberValue.LONGEST_TEXT + 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Number value length");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          <a>&           | "\\u003ca\\u003e\\u0026"
          é😀            | "é😀"
          """)
  void write_strings_escapesAsGo(String text, String json) {
    assertThat(ValueJson.write(new StringValue(text))).isEqualTo(json);
  }

  @Test
  void write_controlCharacters_escapesAsGo() {
    assertThat(ValueJson.write(new StringValue("\b\f\n\r\t\u0001\u007f\u2028\u2029\"\\/\ud800")))
        .isEqualTo("\"\\b\\f\\n\\r\\t\\u0001\u007f\\u2028\\u2029\\\"\\\\/\ufffd\"");
  }

  @Test
  void write_keysThatAreNoStrings_becomeTextAndSortByIt() {
    Value object =
        TableValue.of(
            Map.of(
                NumberValue.of(10),
                NumberValue.of(1),
                NumberValue.of(9),
                NumberValue.of(2),
                ArrayValue.of(NumberValue.of(1), new StringValue("<")),
                NumberValue.of(3),
                NumberValue.of(1),
                NumberValue.of(4),
                new StringValue("1"),
                NumberValue.of(5)));
    assertThat(ValueJson.write(object))
        .isEqualTo("{\"1\":5,\"10\":1,\"9\":2,\"[1,\\\"\\\\u003c\\\"]\":3}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1_000", "+1", "01", "5.", ".5", "0x1p-2", "1e1_0"})
  void write_numberThatJsonCannotSpell_fails(String text) {
    assertThatThrownBy(() -> ValueJson.write(NumberValue.parse(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("json: invalid number literal \"" + text + "\"");
  }

  @Test
  void parse_largeDocument_isHeldSmallAndReadsBackTheSame() throws IOException {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; text.length() < 4 << 20; i++) {
      text.append(i == 0 ? "" : ",")
          .append(
              "\"user-%06d\":{\"mail\":\"user-%06d@example.com\",\"roles\":[\"a\",\"b\"]}"
                  .formatted(i, i));
    }
    text.append('}');
    Value document =
        ValueJson.parse(new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8)));
    assertThat(ValueJson.write(document)).isEqualTo(text.toString());
    assertThat(HeldBytes.of(document)).isLessThan(3L * text.length());
    Value user = ((ObjectValue) document).get(new StringValue("user-050000"));
    assertThat(user)
        .hasToString("{\"mail\": \"user-050000@example.com\", \"roles\": [\"a\", \"b\"]}");
  }
}
