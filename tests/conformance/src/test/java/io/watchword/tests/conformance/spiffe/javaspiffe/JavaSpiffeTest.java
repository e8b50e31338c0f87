package io.watchword.tests.conformance.spiffe.javaspiffe;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.tests.conformance.spiffe.cases.JudgePart;
import io.watchword.tests.conformance.spiffe.matrix.Matrix;
import io.watchword.tests.conformance.spiffe.matrix.Reasons;
import io.watchword.tests.conformance.spiffe.matrix.Result;
import io.watchword.tests.conformance.spiffe.matrix.Row;
import io.watchword.tests.conformance.spiffe.matrix.RuleBook;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// What java-spiffe 0.8.17 gets wrong: `java-spiffe-0.8.17.txt` has a line for each test that
/// fails.
class JavaSpiffeTest {

  @Test
  void ask_everyCase_failsWhereItIsKnownTo() throws IOException {
    Matrix matrix = new Matrix(RuleBook.load(), new Reasons());

    new JudgePart(new JavaSpiffeJudge(), matrix, InstantSource.system()).run();

    System.out.println("conformance: java-spiffe 0.8.17 " + matrix.counts());
    List<String> failed =
        matrix.rows().stream()
            .filter(row -> row.result() == Result.FAILED)
            .map(Row::name)
            // What a mutation does depends on keys that are new in each run.
            .filter(name -> !name.startsWith("X5-26 mutation"))
            .sorted()
            .toList();
    assertThat(failed).containsExactlyElementsOf(known());
  }

  private static List<String> known() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            JavaSpiffeTest.class.getResourceAsStream("/spiffe/java-spiffe-0.8.17.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .sorted()
          .toList();
    }
  }
}
