package io.watchword.tests.conformance.spiffe;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.tests.conformance.spiffe.cases.JudgePart;
import io.watchword.tests.conformance.spiffe.matrix.Matrix;
import io.watchword.tests.conformance.spiffe.matrix.Reasons;
import io.watchword.tests.conformance.spiffe.matrix.Result;
import io.watchword.tests.conformance.spiffe.matrix.Row;
import io.watchword.tests.conformance.spiffe.matrix.RuleBook;
import io.watchword.tests.conformance.spiffe.watchword.WatchwordJudge;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Our verifier against every case that the suite has for verifiers.
class OwnValidatorTest {

  @Test
  void ask_everyCase_isJudgedAsTheSpecificationsWant() {
    Matrix matrix = new Matrix(RuleBook.load(), new Reasons());
    InstantSource clock = InstantSource.system();

    new JudgePart(new WatchwordJudge(clock), matrix, clock).run();

    List<Row> differing =
        matrix.rows().stream()
            .filter(row -> row.result() == Result.FAILED || row.result() == Result.REASONED)
            .toList();
    System.out.println("conformance: spiffe validator " + matrix.counts());
    assertThat(differing).isEmpty();
  }
}
