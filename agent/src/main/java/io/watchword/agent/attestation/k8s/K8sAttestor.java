package io.watchword.agent.attestation.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.watchword.agent.attestation.Pause;
import io.watchword.agent.attestation.ProcessTable;
import io.watchword.agent.attestation.container.Container;
import io.watchword.agent.attestation.container.ControlGroups;
import io.watchword.agent.attestation.plugin.FailedAttestationException;
import io.watchword.agent.attestation.plugin.Selector;
import io.watchword.agent.attestation.plugin.Workload;
import io.watchword.agent.attestation.plugin.WorkloadAttestor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What the kubelet says of the container that a process runs in. Thread-safe.
///
/// The list of pods is asked for at most once a second, however many callers there are; a container
/// that is not on it yet is waited for.
public final class K8sAttestor implements WorkloadAttestor {

  static final String TYPE = "k8s";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final ProcessTable processes;
  private final Kubelet kubelet;
  private final Duration retryInterval;
  private final Duration retryFor;
  private final InstantSource clock;
  private final Pause pause;
  private Listed listed = new Listed(Instant.MIN, Map.of());

  private record Listed(Instant at, Map<String, Found> byContainer) {}

  private record Found(JsonNode pod, JsonNode status) {}

  K8sAttestor(
      ProcessTable processes,
      Kubelet kubelet,
      Duration retryInterval,
      Duration retryFor,
      InstantSource clock,
      Pause pause) {
    this.processes = processes;
    this.kubelet = kubelet;
    this.retryInterval = retryInterval;
    this.retryFor = retryFor;
    this.clock = clock;
    this.pause = pause;
  }

  /// One that asks the kubelet of `settings`.
  public static K8sAttestor of(
      K8sSettings settings, ProcessTable processes, InstantSource clock, Pause pause) {
    return new K8sAttestor(
        processes,
        new HttpKubelet(settings),
        settings.retryInterval(),
        settings.retryFor(),
        clock,
        pause);
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public List<Selector> attest(Workload workload) {
    Optional<Container> container = container(workload.pid());
    if (container.isEmpty()) {
      return List.of();
    }
    Found found = await(container.get());
    if (!isOfPod(found.pod(), container.get().podUid().orElseThrow())) {
      throw new FailedAttestationException(
          "the kubelet lists the container under another pod than its control group");
    }
    return PodSelectors.of(found.pod(), found.status());
  }

  @Override
  public void close() {
    if (kubelet instanceof HttpKubelet http) {
      http.close();
    }
  }

  private Optional<Container> container(int pid) {
    try {
      return ControlGroups.pod(processes.controlGroups(pid));
    } catch (UncheckedIOException e) {
      throw new FailedAttestationException("its control groups cannot be read", e);
    }
  }

  private Found await(Container container) {
    Instant asked = clock.instant();
    Instant end = asked.plus(retryFor);
    Optional<Found> found = find(container.id(), asked.minus(FRESH));
    // An older list may be older than the container.
    Instant notBefore = asked;
    while (found.isEmpty()) {
      found = find(container.id(), notBefore);
      if (found.isEmpty()) {
        if (!clock.instant().isBefore(end)) {
          throw new FailedAttestationException(
              "the kubelet does not list its container, within " + retryFor.toMillis() + "ms");
        }
        pause();
        notBefore = clock.instant();
      }
    }
    return found.get();
  }

  private synchronized Optional<Found> find(String containerId, Instant notBefore) {
    if (listed.at().isBefore(notBefore)) {
      Instant now = clock.instant();
      listed = new Listed(now, byContainer(kubelet.pods()));
    }
    return Optional.ofNullable(listed.byContainer().get(containerId));
  }

  private static Map<String, Found> byContainer(byte[] json) {
    try {
      Map<String, Found> found = new HashMap<>();
      for (JsonNode pod : JSON.readTree(json).path("items")) {
        JsonNode status = pod.path("status");
        Stream.of("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses")
            .flatMap(key -> status.path(key).valueStream())
            .forEach(one -> found.put(id(one), new Found(pod, one)));
      }
      return Map.copyOf(found);
    } catch (IOException e) {
      throw new FailedAttestationException("the kubelet's list of pods is no JSON", e);
    }
  }

  // `containerd://ID`; empty while the container is being made.
  private static String id(JsonNode containerStatus) {
    String text = containerStatus.path("containerID").asText();
    return text.substring(text.indexOf("://") < 0 ? 0 : text.indexOf("://") + 3);
  }

  // A static pod has another uid with the API server than in its control group.
  private static boolean isOfPod(JsonNode pod, String plainUid) {
    JsonNode metadata = pod.path("metadata");
    return Stream.of(
            metadata.path("uid").asText(),
            metadata.path("annotations").path("kubernetes.io/config.hash").asText())
        .map(uid -> uid.replace("-", ""))
        .anyMatch(plainUid::equals);
  }

  private void pause() {
    try {
      pause.pause(retryInterval);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FailedAttestationException("the agent is stopping", e);
    }
  }
}
