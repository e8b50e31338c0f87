package io.watchword.identity.rules;

import io.watchword.tests.kit.RuleCoverage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// `spiffe-rules.txt` is the list of what the SPIFFE specifications demand of IDs (ID-*),
/// X.509-SVIDs (X5-*), JWT-SVIDs (JW-*), bundles (TB-*), and of clients of the Workload API (WA-*,
/// WE-*). Not on it is what no library can do: how narrow an issuer makes an audience (JW-13), and
/// what a server of the Workload API does.
class SpiffeRulesTest {

  @Test
  void everyRule_hasATest() throws IOException {
    try (InputStream list =
        Objects.requireNonNull(getClass().getResourceAsStream("/spiffe-rules.txt"))) {
      List<String> rules = new String(list.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      RuleCoverage.assertEveryRuleHasATest(
          getClass(), rules, List.of("ID-", "X5-", "JW-", "TB-", "WA-", "WE-"));
    }
  }
}
