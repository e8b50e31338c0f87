package io.watchword.identity.rules;

import io.watchword.tests.kit.RuleCoverage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// `spiffe-rules.txt` is the list of what the SPIFFE specifications demand of IDs (ID-*) and
/// X.509-SVIDs (X5-*).
class SpiffeRulesTest {

  @Test
  void everyRule_hasATest() throws IOException {
    try (InputStream list =
        Objects.requireNonNull(getClass().getResourceAsStream("/spiffe-rules.txt"))) {
      List<String> rules = new String(list.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      RuleCoverage.assertEveryRuleHasATest(getClass(), rules, List.of("ID-", "X5-"));
    }
  }
}
