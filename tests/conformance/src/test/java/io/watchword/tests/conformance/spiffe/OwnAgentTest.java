package io.watchword.tests.conformance.spiffe;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.tests.conformance.spiffe.matrix.Matrix;
import io.watchword.tests.conformance.spiffe.matrix.Reasons;
import io.watchword.tests.conformance.spiffe.matrix.Result;
import io.watchword.tests.conformance.spiffe.matrix.Row;
import io.watchword.tests.conformance.spiffe.matrix.RuleBook;
import io.watchword.tests.conformance.spiffe.workload.WorkloadApi;
import io.watchword.tests.conformance.spiffe.workload.wire.WorkloadApiPart;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Our agent, below a CA of ours, against everything that the suite asks of a Workload API.
class OwnAgentTest {

  private static final List<String> IDENTITIES =
      List.of("spiffe://example.org/ns/shop/sa/web", "spiffe://example.org/ns/shop/sa/orders");
  private static final int NOBODY = 65534;

  @Test
  void workloadApi_everyQuestion_isAnsweredAsTheSpecificationsWant(@TempDir Path folder)
      throws IOException {
    Matrix matrix = new Matrix(RuleBook.load(), new Reasons());
    try (OwnMesh mesh = OwnMesh.start(folder, IDENTITIES)) {
      WorkloadApi api =
          new WorkloadApi(
              mesh.workloadApi(),
              IDENTITIES,
              "spiffe-conformance",
              "root".equals(System.getProperty("user.name"))
                  ? Optional.of(NOBODY)
                  : Optional.empty(),
              Optional.of(mesh.commandForOneMore("spiffe://example.org/ns/shop/sa/ledger")),
              Duration.ofSeconds(3),
              40);

      new WorkloadApiPart(api, matrix).run();
    }
    List<Row> differing =
        matrix.rows().stream().filter(row -> row.result() == Result.FAILED).toList();
    System.out.println("conformance: spiffe workload api " + matrix.counts());
    matrix.rows().stream()
        .filter(row -> row.result() != Result.PASSED)
        .forEach(
            row -> System.out.println("  " + row.result() + " " + row.name() + " " + row.detail()));
    assertThat(differing).isEmpty();
  }
}
