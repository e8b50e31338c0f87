package io.watchword.agent;

import io.watchword.tests.kit.RuleCoverage;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the SPIFFE Workload API (WA-*) and Workload Endpoint (WE-*) demand of a server. Not on the
/// list: what they demand of clients, and the WIT profile (WA-32), which this agent does not serve.
class WorkloadRulesTest {

  private static final List<String> SERVER_RULES =
      List.of(
          "WA-01", "WA-02", "WA-04", "WA-05", "WA-06", "WA-10", "WA-12", "WA-13", "WA-14", "WA-15",
          "WA-16", "WA-18", "WA-19", "WA-20", "WA-22", "WA-23", "WA-24", "WA-25", "WA-26", "WA-27",
          "WA-28", "WA-29", "WA-30", "WA-33", "WA-34", "WE-01", "WE-02", "WE-03", "WE-06", "WE-07",
          "WE-12", "WE-13", "WE-14", "WE-17", "WE-18");

  @Test
  void everyRule_hasATest() {
    RuleCoverage.assertEveryRuleHasATest(getClass(), SERVER_RULES, List.of("WA-", "WE-"));
  }
}
