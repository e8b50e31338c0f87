package io.watchword.tests.conformance.spiffe.cases;

import io.watchword.tests.conformance.spiffe.judge.Answer;
import io.watchword.tests.conformance.spiffe.judge.Judge;
import io.watchword.tests.conformance.spiffe.matrix.Matrix;
import io.watchword.tests.conformance.spiffe.matrix.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/// Asks a verifier everything there is to ask.
public final class JudgePart {

  private static final String PART = "validator";

  private final Judge judge;
  private final Matrix matrix;
  private final InstantSource clock;

  /// @param clock of the world: tokens expire by it
  public JudgePart(Judge judge, Matrix matrix, InstantSource clock) {
    this.judge = judge;
    this.matrix = matrix;
    this.clock = clock;
  }

  /// Runs the cases of SPIFFE.
  public void run() {
    Expectations cases = new Expectations();
    Chains chains = new Chains();
    IdCases.add(cases);
    LeafCases.add(cases, chains);
    AuthorityCases.add(cases, chains);
    PathCases.add(cases, chains);
    EncodingCases.add(cases, chains);
    JavaSpiffeCases.add(cases, chains);
    new BundleCases(cases, chains).add();
    MutatedCases.add(cases, chains);
    new TokenCases(cases, clock.instant()).add();
    cases.all().forEach(this::ask);
  }

  /// Runs the cases of x509-limbo.
  ///
  /// @throws IOException where the file cannot be read
  public void runLimbo(Path file) throws IOException {
    Expectations cases = new Expectations();
    LimboCases.add(cases, file);
    cases.all().forEach(this::ask);
  }

  private void ask(Expected expected) {
    switch (judge.ask(expected.question())) {
      case Answer.Accepted(Map<String, String> facts) -> accepted(expected, facts);
      case Answer.Refused(String why) -> refused(expected, why);
      case Answer.Unsupported(String why) -> add(expected, Result.NOT_APPLICABLE, why);
      case Answer.Broken(String why) -> add(expected, Result.FAILED, "no verdict: " + why);
    }
  }

  private void accepted(Expected expected, Map<String, String> facts) {
    Optional<String> misread =
        expected.facts().entrySet().stream()
            .filter(
                fact ->
                    facts.containsKey(fact.getKey())
                        && !fact.getValue().equals(facts.get(fact.getKey())))
            .map(
                fact ->
                    "read %s `%s`, not `%s`"
                        .formatted(fact.getKey(), facts.get(fact.getKey()), fact.getValue()))
            .findFirst();
    if (misread.isPresent()) {
      add(expected, Result.FAILED, misread.get());
      return;
    }
    switch (expected.wanted()) {
      case ACCEPT, RATHER_ACCEPT -> add(expected, Result.PASSED, "");
      case EITHER, TELL -> {
        boolean told = facts.keySet().containsAll(expected.facts().keySet());
        add(
            expected,
            told ? Result.PASSED : Result.NOT_APPLICABLE,
            told ? "" : "accepted, without telling what it read");
      }
      case REFUSE -> add(expected, Result.FAILED, "accepted");
      case RATHER_REFUSE -> add(expected, Result.REASONED, "accepted: " + expected.reason());
    }
  }

  private void refused(Expected expected, String why) {
    switch (expected.wanted()) {
      case REFUSE, RATHER_REFUSE, EITHER -> add(expected, Result.PASSED, "");
      case ACCEPT, TELL -> add(expected, Result.FAILED, "refused: " + why);
      case RATHER_ACCEPT -> add(expected, Result.REASONED, "refused: " + expected.reason());
    }
  }

  private void add(Expected expected, Result result, String detail) {
    matrix.add(expected.rules(), PART, expected.test(), result, detail);
  }
}
