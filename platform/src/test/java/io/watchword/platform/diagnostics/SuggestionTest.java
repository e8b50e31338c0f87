package io.watchword.platform.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {

  private static final List<String> KNOWN =
      Arrays.asList("trust-domain", "threads", "tls", "admin", "policies", "default-action");

  @ParameterizedTest
  @CsvSource({
    "thraeds, threads",
    "thread, threads",
    "trustdomain, trust-domain",
    "trust_domain, trust-domain",
    "tsl, tls",
    "policy, policies",
    "default-acton, default-action",
    "metrics, ''",
    "x, ''",
  })
  void nearest_misspelt_isTheOneMeant(String given, String expected) {
    assertThat(Suggestion.nearest(given, KNOWN).orElse("")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"ab, ac", "aab, aac"})
  void nearest_equallyNear_isTheFirst(String given, String expected) {
    assertThat(Suggestion.nearest(given, List.of("ad", "ac", "aac", "aad"))).contains(expected);
  }
}
