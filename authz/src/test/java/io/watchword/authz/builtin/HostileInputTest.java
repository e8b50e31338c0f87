package io.watchword.authz.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.authz.builtin.table.Builtins;
import io.watchword.authz.engine.Budget;
import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tokens, certificates and GraphQL that nobody sends by accident: they end in an error.
class HostileInputTest {

  private static Value call(String name, Value... arguments) {
    return call(EvaluationContext.empty(Budget.fuel(500_000_000)), name, arguments);
  }

  private static Value call(EvaluationContext context, String name, Value... arguments) {
    Value result = Builtins.find(name).orElseThrow().call(context, arguments);
    assertThat(result).isNotNull();
    return result;
  }

  private static StringValue text(String text) {
    return new StringValue(text);
  }

  private static String url(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void decode_tokenOfManyMegabytes_isRefused() {
    String huge = "a".repeat(5 << 20) + "..";
    assertThatThrownBy(() -> call("io.jwt.decode", text(huge)))
        .hasMessage("encoded JWT is longer than 4194304 characters");
  }

  @Test
  void decode_claimsNestedDeeply_isAnError() {
    String deep = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    assertThatThrownBy(() -> call("io.jwt.decode", text(url("{}") + "." + url(deep) + ".")))
        .isInstanceOf(BuiltinFailedException.class)
        .hasMessageStartingWith("invalid JSON: ");
  }

  @Test
  void decode_tokensInTokens_endAtALimit() {
    String token = url("{}") + "." + url("{}") + ".";
    for (int i = 0; i < 40; i++) {
      token = url("{\"cty\":\"JWT\"}") + "." + url(token) + ".";
    }
    String nested = token;
    assertThatThrownBy(() -> call("io.jwt.decode", text(nested)))
        .isInstanceOf(BuiltinFailedException.class);
  }

  @Test
  void verify_keyOfManyBits_isRefused() {
    String modulus =
        Base64.getUrlEncoder().withoutPadding().encodeToString(filled(20_000 / 8, (byte) -1));
    String key = "{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"" + modulus + "\"}";
    assertThatThrownBy(() -> call("io.jwt.verify_rs256", text("e30.e30.YQ"), text(key)))
        .isInstanceOf(BuiltinFailedException.class)
        .hasMessageContaining("16384");
  }

  private static byte[] filled(int length, byte value) {
    byte[] bytes = new byte[length];
    java.util.Arrays.fill(bytes, value);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "crypto.x509.parse_certificates",
        "crypto.x509.parse_certificate_request",
        "crypto.x509.parse_rsa_private_key",
        "crypto.parse_private_keys"
      })
  void parse_bytesOfChance_areAnErrorAndNoMore(String name) {
    Random random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      if (bytes.length > 4) {
        bytes[0] = 0x30;
        bytes[1] = (byte) (bytes.length - 2);
      }
      String encoded = Base64.getEncoder().encodeToString(bytes);
      for (String each : new String[] {encoded, pem(encoded)}) {
        try {
          call(name, text(each));
        } catch (BuiltinFailedException expected) {
          assertThat(expected.getMessage()).isNotEmpty();
        }
      }
    }
  }

  private static String pem(String body) {
    return "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n";
  }

  @Test
  void parse_certificateCutAnywhere_isAnErrorAndNoMore() {
    byte[] whole = io.watchword.tests.kit.TestCa.root("example.org").der();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(whole, length);
      String encoded = Base64.getEncoder().encodeToString(cut);
      if (length > 0) {
        assertThatThrownBy(() -> call("crypto.x509.parse_certificates", text(encoded)))
            .isInstanceOf(BuiltinFailedException.class);
      }
    }
  }

  @Test
  void parse_certificateWithAnyByteChanged_isAnErrorAtMost() {
    byte[] whole = io.watchword.tests.kit.TestCa.root("example.org").der();
    for (int at = 0; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= (byte) 0x55;
      try {
        call("crypto.x509.parse_certificates", text(Base64.getEncoder().encodeToString(changed)));
      } catch (BuiltinFailedException expected) {
        assertThat(expected.getMessage()).isNotEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{a", "{a(x:[", "{a(x:{y:", "query($x:[", "{...on X"})
  void parseQuery_nestedTenThousandTimes_isAnError(String unit) {
    String deep = unit.repeat(10_000);
    assertThatThrownBy(() -> call("graphql.parse_query", text(deep)))
        .isInstanceOf(BuiltinFailedException.class);
  }

  @Test
  void parseQuery_typeNestedTenThousandTimes_isAnError() {
    String deep = "query($x:" + "[".repeat(10_000) + "Int";
    assertThatThrownBy(() -> call("graphql.parse_query", text(deep)))
        .hasMessageStartingWith("nested more than 100 deep");
  }

  @Test
  void isValid_fragmentsThatSpreadEachOther_ends() {
    String fragments =
        IntStream.range(0, 1_000)
            .mapToObj(i -> "fragment F%d on Query { a ...F%d }".formatted(i, (i + 1) % 1_000))
            .collect(Collectors.joining(" "));
    assertThat(
            call("graphql.is_valid", text("{ ...F0 } " + fragments), text("type Query { a: Int }")))
        .isEqualTo(BooleanValue.FALSE);
  }

  @Test
  void isValid_aThousandFieldsOfOneName_staysInBudget() {
    String query = "{ " + "q { a } ".repeat(200) + "}";
    assertThat(call("graphql.is_valid", text(query), text("type Query { q: Query a: Int }")))
        .isEqualTo(BooleanValue.TRUE);
  }

  @Test
  void isValid_documentNestedDeeply_isFalse() {
    String node = "{\"SelectionSet\":[";
    String deep = "{\"Operations\":[" + node.repeat(240) + "]}".repeat(240) + "]}";
    assertThat(call("graphql.is_valid", ValueJson.parse(deep), text("type Query { a: Int }")))
        .isEqualTo(BooleanValue.FALSE);
  }

  @Test
  void match_globOfManyStarsInARow_staysInBudget() {
    StringValue pattern = text("**".repeat(20_000) + "x");
    assertThat(call("glob.match", pattern, ArrayValue.of(), text("a".repeat(200))))
        .isEqualTo(BooleanValue.FALSE);
  }

  @Test
  void match_globOfManyEmptyAlternatives_paysForThem() {
    StringValue pattern = text("**{" + ",".repeat(50_000) + "}x");
    EvaluationContext context = EvaluationContext.empty(Budget.fuel(500_000));
    assertThatThrownBy(
            () -> call(context, "glob.match", pattern, ArrayValue.of(), text("a".repeat(1_000))))
        .hasMessage("the evaluation used up its budget of statements");
  }

  @Test
  void match_globWithManyDelimitersAndMembers_asksForEachAtOnce() {
    String many =
        IntStream.range(0x4E00, 0x9000).mapToObj(Character::toString).collect(Collectors.joining());
    StringValue pattern = text("*[" + many + "]");
    Value delimiters =
        ArrayValue.of(many.codePoints().mapToObj(c -> text(Character.toString(c))).toList());
    String start = "a".repeat(100_000);
    assertThat(call("glob.match", pattern, delimiters, text(start + "\u4E00")))
        .isEqualTo(BooleanValue.TRUE);
    assertThat(call("glob.match", pattern, delimiters, text(start + "b")))
        .isEqualTo(BooleanValue.FALSE);
  }

  @Test
  void flatten_oneLongArrayManyTimes_paysForTheResult() {
    Value part = ArrayValue.of(Collections.nCopies(10_000, BooleanValue.TRUE));
    Value many = ArrayValue.of(Collections.nCopies(100_000, part));
    EvaluationContext context = EvaluationContext.empty(Budget.fuel(5_000_000));
    assertThatThrownBy(() -> call(context, "array.flatten", many))
        .hasMessage("the evaluation used up its budget of statements");
  }

  @Test
  void union_objectsThatShareTheirPartsManyTimes_paysForAllOfThem() {
    Value a = ValueJson.parse("{\"x\": 1}");
    Value b = ValueJson.parse("{\"y\": 2}");
    for (int i = 0; i < 60; i++) {
      a = TableValue.of(Map.of(text("l"), a, text("r"), a));
      b = TableValue.of(Map.of(text("l"), b, text("r"), b));
    }
    EvaluationContext context = EvaluationContext.empty(Budget.fuel(5_000_000));
    Value left = a;
    Value right = b;
    assertThatThrownBy(() -> call(context, "object.union", left, right))
        .hasMessage("the evaluation used up its budget of statements");
  }

  @Test
  void sprintf_valueFarLongerAsTextThanItIsLarge_isRefused() {
    Value value = ValueJson.parse("[true]");
    for (int i = 0; i < 60; i++) {
      value = ArrayValue.of(value, value);
    }
    Value arguments = ArrayValue.of(value);
    assertThatThrownBy(() -> call("sprintf", text("%v"), arguments))
        .isInstanceOf(BuiltinFailedException.class)
        .hasMessage("result is longer than 67108864 characters (the limit)");
  }

  @Test
  void sprintf_oneLongValueManyTimes_paysForEach() {
    Value part = ArrayValue.of(Collections.nCopies(100_000, BooleanValue.TRUE));
    Value many = ArrayValue.of(Collections.nCopies(100_000, part));
    EvaluationContext context = EvaluationContext.empty(Budget.fuel(500_000));
    assertThatThrownBy(() -> call(context, "sprintf", text(""), many))
        .hasMessage("the evaluation used up its budget of statements");
  }

  @Test
  void template_oneLongTextManyTimes_paysForEach() {
    Value parts = ArrayValue.of(Collections.nCopies(100_000, text("a".repeat(100_000))));
    EvaluationContext context = EvaluationContext.empty(Budget.fuel(500_000));
    assertThatThrownBy(() -> call(context, "internal.template_string", parts))
        .hasMessage("the evaluation used up its budget of statements");
  }
}
