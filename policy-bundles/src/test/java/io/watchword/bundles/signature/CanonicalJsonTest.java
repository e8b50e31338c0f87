package io.watchword.bundles.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.bundles.RefusedBundleException;
import io.watchword.bundles.archive.PolicyFile;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalJsonTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "{ \"b\" : 1, \"a\" : [ ] }|{\"a\":[],\"b\":1}",
        "[1.0, 1e3, -0, 12345678901234567890123]|[1.0,1e3,-0,12345678901234567890123]",
        "[true, false, null]|[true,false,null]",
        "\"<a>&\\u0041\\/\"|\"<a>&A/\"",
        "\"\\b\\f\\n\\r\\t\\u0001\\u007f\"|\"\\b\\f\\n\\r\\t\\u0001\u007f\"",
        "\"\\u2028\\u2029\"|\"\\u2028\\u2029\"",
        "\"\\ud83d\\ude00 \\ud800\"|\"\ud83d\ude00 \ufffd\"",
        "{\"\\uff5e\":1,\"\\ud83d\\ude00\":2}|{\"\uff5e\":1,\"\ud83d\ude00\":2}",
      })
  void of_document_isAsGoPrintsIt(String json, String canonical) {
    assertThat(new String(canonical(json), StandardCharsets.UTF_8)).isEqualTo(canonical);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "''|the document is empty",
        "{} {}|more than one document",
        "{\"a\":1,\"a\":2}|Duplicate ",
      })
  void of_noDocument_isRefused(String json, String why) {
    assertThatThrownBy(() -> canonical(json))
        .isInstanceOf(RefusedBundleException.class)
        .hasMessageStartingWith("bundles/not-json: `data.json` is not JSON (" + why);
  }

  @Test
  void of_nestedTooDeep_isRefused() {
    assertThatThrownBy(() -> canonical("[".repeat(100_000)))
        .isInstanceOf(RefusedBundleException.class);
  }

  private static byte[] canonical(String json) {
    return CanonicalJson.of(PolicyFile.of("data.json", json));
  }
}
