package io.watchword.authz.builtin;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What OPA answers, row by row.
class TruthTablesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text.tsv",
        "sprintf.tsv",
        "regex.tsv",
        "glob.tsv",
        "time.tsv",
        "encoding.tsv",
        "net.tsv",
        "document.tsv",
        "token.tsv",
        "crypto.tsv",
        "graphql.tsv",
        "aws.tsv",
        "http.tsv",
        "template.tsv"
      })
  void call_argumentsOfTheTable_giveOpasAnswer(String table) throws IOException {
    TruthTable.of(table).holds();
  }
}
