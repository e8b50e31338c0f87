package io.watchword.agent;

import io.watchword.agent.attestation.ProcessTable;
import io.watchword.agent.attestation.docker.DockerAttestor;
import io.watchword.agent.attestation.k8s.K8sAttestor;
import io.watchword.agent.attestation.plugin.WorkloadAttestor;
import io.watchword.agent.attestation.plugin.WorkloadAttestorProvider;
import io.watchword.agent.attestation.unix.AccountNames;
import io.watchword.agent.attestation.unix.ExecutableDigests;
import io.watchword.agent.attestation.unix.UnixAttestor;
import io.watchword.agent.attestation.unix.UnixSettings;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import io.watchword.platform.diagnostics.Suggestion;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;

/// The workload attestors that `agent.yaml` chooses. No state.
final class WorkloadAttestorChoice {

  private static final List<String> OURS = List.of("unix", "k8s", "docker", "systemd");

  private WorkloadAttestorChoice() {}

  /// Ours, and those of others on the class path.
  ///
  /// @throws InvalidInputException where the file names a plug-in that is not there
  static List<WorkloadAttestor> of(
      WorkloadAttestors config, ProcessTable processes, InstantSource clock) {
    List<WorkloadAttestor> attestors = new ArrayList<>();
    attestors.add(unix(config.unix(), processes, clock));
    config
        .k8s()
        .map(k8s -> K8sAttestor.of(k8s, processes, clock, Thread::sleep))
        .ifPresent(attestors::add);
    config.docker().map(docker -> new DockerAttestor(docker, processes)).ifPresent(attestors::add);
    if (!config.plugins().isEmpty()) {
      attestors.addAll(
          plugins(config.plugins(), ServiceLoader.load(WorkloadAttestorProvider.class)));
    }
    return List.copyOf(attestors);
  }

  /// Those of `options`, each made by the provider of its name.
  static List<WorkloadAttestor> plugins(
      Map<String, Map<String, String>> options, Iterable<WorkloadAttestorProvider> providers) {
    Map<String, WorkloadAttestorProvider> byType = new TreeMap<>();
    for (WorkloadAttestorProvider provider : providers) {
      // One of our types from elsewhere would forge what entries are tied to.
      if (!OURS.contains(provider.type())) {
        byType.put(provider.type(), provider);
      }
    }
    List<WorkloadAttestor> made = new ArrayList<>();
    options.forEach((type, own) -> made.add(plugin(type, own, byType)));
    return made;
  }

  private static WorkloadAttestor plugin(
      String type, Map<String, String> options, Map<String, WorkloadAttestorProvider> byType) {
    WorkloadAttestorProvider provider = byType.get(type);
    if (provider == null) {
      throw new InvalidInputException(
          Diagnostic.error(
                  "agent/attestor-unknown",
                  "`workload-attestors.plugins." + type + "`: no such plug-in is on the class path")
              .withHelp(
                  Suggestion.nearest(type, byType.keySet())
                      .map(near -> "did you mean `" + near + "`?")
                      .orElse("plug-ins here: " + byType.keySet())));
    }
    try {
      return provider.create(options);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          Diagnostic.error(
              "agent/attestor-options",
              "`workload-attestors.plugins." + type + "`: " + e.getMessage()));
    }
  }

  private static WorkloadAttestor unix(
      UnixSettings settings, ProcessTable processes, InstantSource clock) {
    Optional<ExecutableDigests> digests =
        settings.discoverWorkloadPath()
            ? Optional.of(
                new ExecutableDigests(
                    settings.workloadSizeLimit().bytes(), settings.timeout(), clock))
            : Optional.empty();
    return new UnixAttestor(
        processes,
        new AccountNames(Path.of("/etc/passwd")),
        new AccountNames(Path.of("/etc/group")),
        digests);
  }
}
