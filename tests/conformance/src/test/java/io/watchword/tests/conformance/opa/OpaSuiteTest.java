package io.watchword.tests.conformance.opa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.watchword.authz.compile.CompileSettings.Execution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// All of OPA's own cases, from source and from OPA's plan, on both engines.
@Tag("needs-opa-cases")
class OpaSuiteTest {

  private static final int CASES = 2_067;

  @ParameterizedTest
  @CsvSource({
    "BYTECODE,    source",
    "BYTECODE,    plan",
    "INTERPRETER, source",
    "INTERPRETER, plan"
  })
  void run_casesOfOpa_nothingDiffers(Execution engine, String from) throws IOException {
    Optional<Path> archive = archive();
    assumeTrue(archive.isPresent(), "needs-opa-cases: the cases are not beside the checkout");
    List<OpaCase> cases = CaseFiles.read(archive.get());
    List<Optional<String>> differences =
        new ConformanceRun(engine, from.equals("plan")).differences(cases);
    List<String> failed = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      String note = cases.get(i).note();
      differences.get(i).ifPresent(text -> failed.add(note + "\n  " + text));
    }
    System.out.printf(
        "conformance: opa cases from %s on %s: %d passed, %d failed%n",
        from, engine, cases.size() - failed.size(), failed.size());
    assertThat(failed).isEmpty();
    assertThat(cases).hasSize(CASES);
  }

  private static Optional<Path> archive() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path archive = at.resolve("shared/conformance/opa-v1-with-plans.tar.gz");
      if (Files.isRegularFile(archive)) {
        return Optional.of(archive);
      }
    }
    return Optional.empty();
  }
}
