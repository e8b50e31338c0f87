package io.watchword.authz.early.rego;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.authz.value.ValueJson;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `rego-truth.txt`, row by row, from source over `plan.json` to the value.
class RegoTruthTest {

  static List<RegoTable.Row> rows() throws IOException {
    return RegoTable.rows();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void evaluate_row_isAsInTheTable(RegoTable.Row row) {
    String result = RegoTable.evaluate(row.module());
    if (row.result().equals("undefined") || result.equals("undefined")) {
      assertThat(result).isEqualTo(row.result());
    } else {
      assertThat(ValueJson.parse(result)).isEqualTo(ValueJson.parse(row.result()));
    }
  }
}
