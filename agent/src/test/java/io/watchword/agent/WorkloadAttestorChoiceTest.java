package io.watchword.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.agent.attestation.plugin.Selector;
import io.watchword.agent.attestation.plugin.Workload;
import io.watchword.agent.attestation.plugin.WorkloadAttestor;
import io.watchword.agent.attestation.plugin.WorkloadAttestorProvider;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkloadAttestorChoiceTest {

  @Test
  void plugins_named_getsItsOptions() {
    List<WorkloadAttestor> made =
        WorkloadAttestorChoice.plugins(
            Map.of("slurm", Map.of("job", "7")), List.of(new Provider("slurm")));

    assertThat(made.getFirst().attest(new Workload(1, 2, 3)))
        .containsExactly(new Selector("slurm", "job:7"));
  }

  @Test
  void plugins_unknown_isAnInputErrorWithASuggestion() {
    assertThatThrownBy(
            () ->
                WorkloadAttestorChoice.plugins(
                    Map.of("slrum", Map.of()), List.of(new Provider("slurm"))))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            e -> {
              assertThat(e.diagnostics().getFirst().code()).isEqualTo("agent/attestor-unknown");
              assertThat(e.diagnostics().getFirst().message())
                  .isEqualTo(
                      "`workload-attestors.plugins.slrum`: no such plug-in is on the class path");
              assertThat(e.diagnostics().getFirst().help()).contains("did you mean `slurm`?");
            });
  }

  @Test
  void plugins_optionMissing_isAnInputError() {
    assertThatThrownBy(
            () ->
                WorkloadAttestorChoice.plugins(
                    Map.of("slurm", Map.of()), List.of(new Provider("slurm"))))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            e ->
                assertThat(e.diagnostics().getFirst().message())
                    .isEqualTo("`workload-attestors.plugins.slurm`: `job` is missing"));
  }

  /// Selectors of our own types from elsewhere would forge what entries are tied to.
  @Test
  void plugins_providerOfATypeOfOurs_isNotTaken() {
    assertThatThrownBy(
            () ->
                WorkloadAttestorChoice.plugins(
                    Map.of("k8s", Map.of("job", "7")), List.of(new Provider("k8s"))))
        .isInstanceOf(InvalidInputException.class);
  }

  private record Provider(String type) implements WorkloadAttestorProvider {
    @Override
    public WorkloadAttestor create(Map<String, String> options) {
      if (!options.containsKey("job")) {
        throw new IllegalArgumentException("`job` is missing");
      }
      return new Attestor(type, options);
    }
  }

  private record Attestor(String type, Map<String, String> options) implements WorkloadAttestor {
    @Override
    public List<Selector> attest(Workload workload) {
      return List.of(new Selector(type, "job:" + options.get("job")));
    }
  }
}
