package io.watchword.tests.conformance.opa;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.authz.compile.CompileSettings.Execution;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Our own cases, by theme in `cases/*.yaml`, on both engines. What they want is what OPA 1.20.2
/// answers.
class OwnCasesTest {

  @TestFactory
  Stream<DynamicTest> run_ownCases_answerAsOpa() throws IOException, URISyntaxException {
    return cases().stream()
        .flatMap(
            one ->
                Stream.of(Execution.values())
                    .map(
                        engine ->
                            DynamicTest.dynamicTest(
                                one.note() + " on " + engine, () -> agrees(one, engine))));
  }

  @Test
  void read_ownCases_areMany() throws IOException, URISyntaxException {
    assertThat(cases()).hasSizeGreaterThan(450);
    assertThat(cases()).extracting(OpaCase::note).doesNotHaveDuplicates();
  }

  private static void agrees(OpaCase one, Execution engine) {
    assertThat(new ConformanceRun(engine, false).difference(one)).isEmpty();
  }

  private static List<OpaCase> cases() throws IOException, URISyntaxException {
    return CaseFiles.read(
        Path.of(Objects.requireNonNull(OwnCasesTest.class.getResource("/cases")).toURI()));
  }
}
