package io.watchword.authz.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberValueTest {

  @ParameterizedTest
  @CsvSource({
    "1, 1.0",
    "1000, 1e3",
    "1000.0, 1E+3",
    "0, -0",
    "0, 0.000",
    "0, 0e5",
    "100, 1e2",
    "0.5, 5e-1",
    "0.5, 0x1p-1",
    "9223372036854775807, 9223372036854775807.0",
    "9223372036854775808, 9.223372036854775808e18",
    "1_000, 1000",
    "+1, 1",
    "007, 7",
    "0.10, 0.1",
    "123456789012345678901234567890, 12345678901234567890123456789e1"
  })
  void equals_spellingsOfOneNumber_areEqualAndHashAlike(String a, String b) {
    assertThat(NumberValue.parse(a))
        .isEqualTo(NumberValue.parse(b))
        .hasSameHashCodeAs(NumberValue.parse(b))
        .isEqualByComparingTo(NumberValue.parse(b));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 2",
    "-1, 0",
    "9007199254740992, 9007199254740993",
    "0.1, 0.10000000000000000001",
    "1e999999999, 1e1000000000",
    "-1e1000000000, 1",
    "1, 1e1000000000",
    "1e-1000000000, 1",
    "1e99999999998, 2e99999999999"
  })
  void compareTo_smallerAndLarger_isOrdered(String smaller, String larger) {
    assertThat(NumberValue.parse(smaller)).isLessThan(NumberValue.parse(larger));
    assertThat(NumberValue.parse(larger)).isGreaterThan(NumberValue.parse(smaller));
    assertThat(NumberValue.parse(smaller)).isNotEqualTo(NumberValue.parse(larger));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", ".", "1e", "1__0", "_1", "1_", "0x", "1.2.3", "a", "--1", "1 "})
  void parse_noNumber_isRefused(String text) {
    assertThatThrownBy(() -> NumberValue.parse(text))
        .isInstanceOf(NumberFormatException.class)
        .hasMessage("`" + text + "` is no number");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "-0", "1.0", "-1.50", "0.001", "1e3", "-0.0", "00.5", "12345678901234567890"})
  void toString_anySpelling_survives(String text) {
    assertThat(NumberValue.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1.0, 1", "-7.00, -7", "1e0, ", "1.5, ", "9223372036854775808, ", "+5, 5"})
  void asLong_onlyWhatIsWrittenAsWhole(String text, Long value) {
    assertThat(NumberValue.parse(text).asLong())
        .isEqualTo(value == null ? OptionalLong.empty() : OptionalLong.of(value));
  }

  @Test
  void toInteger_exponents_upToAMillion() {
    assertThat(NumberValue.parse("1e30").toInteger())
        .isEqualTo(Optional.of(BigInteger.TEN.pow(30)));
    assertThat(NumberValue.parse("1.5").toInteger()).isEmpty();
    assertThat(NumberValue.parse("1e1000001").toInteger()).isEmpty();
  }

  @Test
  void hashCode_hugeExponent_isNotSpelledOut() {
    NumberValue huge = NumberValue.parse("1e1000000000");
    assertThat(huge).hasSameHashCodeAs(NumberValue.parse("10e999999999"));
    assertThat(huge.doubleValue()).isInfinite();
  }

  @Test
  void of_small_isShared() {
    assertThat(NumberValue.of(7)).isSameAs(NumberValue.parse("7"));
  }

  @Test
  void toNumber_ofFloatTooLarge_fails() {
    BigFloat huge = BigFloat.of(NumberValue.parse("1e1000000000"));
    assertThat(huge.isInfinite()).isTrue();
    assertThatThrownBy(huge::toNumber)
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("number too large");
  }

  @Test
  void add_farApart_costsNothing() {
    BigFloat large = BigFloat.of(NumberValue.parse("1e300000"));
    BigFloat small = BigFloat.of(NumberValue.parse("1e-300000000"));
    assertThat(large.add(small).isSameAs(large)).isTrue();
  }
}
