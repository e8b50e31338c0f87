package io.watchword.authz.decision.opa;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.authz.decision.Decision;
import io.watchword.authz.decision.RuleRef;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpaAnswerTest {

  private static final RuleRef RULE = new RuleRef("custom", "opa:a/allow", "");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "{\"result\":true}",
        "{\"decision_id\":\"x\",\"result\":true}",
        "{\"result\":{\"allowed\":true,\"headers\":{\"x\":\"y\"}}}",
      })
  void of_yes_allows(String body) {
    assertThat(answer(200, body)).isEqualTo(new Decision.Allow(RULE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "{\"result\":false}|opa denies: `data.a.allow` is false",
        "{\"result\":{\"allowed\":false}}|opa denies: `data.a.allow` is false",
        "{\"result\":{\"allowed\":false,\"reason\":\"no role\"}}|no role",
      })
  void of_no_deniesWithTheReason(String body, String reason) {
    assertThat(answer(200, body)).isEqualTo(new Decision.Deny(RULE, reason, ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "200|{}|is undefined (expected: true, false or an object with `allowed`)",
        "200|{\"result\":null}|is neither true nor false nor an object with `allowed`",
        "200|{\"result\":\"true\"}|is neither true nor false nor an object with `allowed`",
        "200|{\"result\":1}|is neither true nor false nor an object with `allowed`",
        "200|{\"result\":[true]}|is neither true nor false nor an object with `allowed`",
        "200|{\"result\":{}}|is neither true nor false nor an object with `allowed`",
        "200|{\"result\":{\"allowed\":\"yes\"}}|is neither true nor false nor an object with"
            + " `allowed`",
        "200|{\"result\":true|answered something that is not JSON",
        "200|{\"result\":true}{\"result\":false}|answered something that is not JSON",
        "200|{\"result\":false,\"result\":true}|answered something that is not JSON",
        "200|true|answered no JSON object",
        "200|''|answered no JSON object",
        "201|{\"result\":true}|answered 201 (expected: 200)",
        "500|{\"result\":true}|answered 500 (expected: 200)",
        "302|{\"result\":true}|answered 302 (expected: 200)",
      })
  void of_anythingElse_failsAndSoDenies(int status, String body, String what) {
    Decision decision = answer(status, body);
    assertThat(decision).isEqualTo(new Decision.Failed("opa: `data.a.allow` " + what));
    assertThat(decision.allows()).isFalse();
  }

  @Test
  void of_undefinedWhereEachRequestIsDecided_allows() {
    assertThat(OpaAnswer.of(200, bytes("{}"), "a/allow", OpaAnswer.Undefined.ALLOWS))
        .isEqualTo(new Decision.Allow(RuleRef.NONE));
  }

  private static Decision answer(int status, String body) {
    return OpaAnswer.of(status, bytes(body), "a/allow", OpaAnswer.Undefined.FAILS);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
