package io.watchword.tests.conformance.spiffe;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.tests.conformance.spiffe.federation.FederationClientPart;
import io.watchword.tests.conformance.spiffe.matrix.Matrix;
import io.watchword.tests.conformance.spiffe.matrix.Reasons;
import io.watchword.tests.conformance.spiffe.matrix.Result;
import io.watchword.tests.conformance.spiffe.matrix.RuleBook;
import io.watchword.tests.conformance.spiffe.own.OwnFederationClient;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Our federation client, shown every endpoint that the suite has.
class OwnFederationTest {

  @Test
  void fetch_everyEndpoint_isTakenOrRefusedAsTheSpecificationWants(@TempDir Path folder)
      throws IOException {
    Matrix matrix = new Matrix(RuleBook.load(), new Reasons());

    new FederationClientPart(OwnFederationClient::fetch, matrix, folder).run();

    System.out.println("conformance: spiffe federation client " + matrix.counts());
    assertThat(matrix.rows()).allMatch(row -> row.result() == Result.PASSED);
  }
}
