package io.watchword.tests.conformance.spiffe.matrix;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/// A matrix as JSON: all rules with their verdicts, all tests with their results.
public final class MatrixJson {

  private MatrixJson() {}

  /// Prints `matrix`.
  ///
  /// @param subject what was tested, in the tester's words
  public static String print(Matrix matrix, String subject) {
    ObjectNode out = new ObjectMapper().createObjectNode();
    out.put("subject", subject);
    ObjectNode counts = out.putObject("tests");
    for (Map.Entry<Result, Integer> count : matrix.counts().entrySet()) {
      counts.put(name(count.getKey()), count.getValue());
    }
    ArrayNode rules = out.putArray("rules");
    for (Matrix.Verdict verdict : matrix.verdicts()) {
      ObjectNode rule = rules.addObject();
      print(rule, verdict.rule());
      rule.put("result", name(verdict.result())).put("detail", verdict.detail());
    }
    ArrayNode rows = out.putArray("rows");
    for (Row row : matrix.rows()) {
      ObjectNode one = rows.addObject();
      print(one, row.rule());
      row.also().forEach(one.putArray("also")::add);
      one.put("part", row.part())
          .put("test", row.test())
          .put("result", name(row.result()))
          .put("detail", row.detail());
    }
    return out.toPrettyString() + "\n";
  }

  private static void print(ObjectNode out, SpiffeRule rule) {
    out.put("id", rule.id())
        .put("level", rule.level().text())
        .put("spec", rule.spec())
        .put("rule", rule.text());
  }

  private static String name(Result result) {
    return result.name().toLowerCase(java.util.Locale.ROOT);
  }
}
