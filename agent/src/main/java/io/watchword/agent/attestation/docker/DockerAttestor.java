package io.watchword.agent.attestation.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.watchword.agent.attestation.ProcessTable;
import io.watchword.agent.attestation.container.Container;
import io.watchword.agent.attestation.container.ControlGroups;
import io.watchword.agent.attestation.plugin.FailedAttestationException;
import io.watchword.agent.attestation.plugin.Selector;
import io.watchword.agent.attestation.plugin.Workload;
import io.watchword.agent.attestation.plugin.WorkloadAttestor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What Docker says of the container that a process runs in. Thread-safe.
///
/// Selectors: `docker:label:K:V`, `docker:env:K=V`, `docker:image_id:NAME`,
/// `docker:image_config_digest:sha256:DIGEST`.
public final class DockerAttestor implements WorkloadAttestor {

  private static final String TYPE = "docker";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ProcessTable processes;
  private final DockerSocket docker;

  /// Asks the daemon that `settings` name.
  public DockerAttestor(DockerSettings settings, ProcessTable processes) {
    this.processes = processes;
    this.docker = new DockerSocket(settings.socket().path(), settings.timeout());
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public List<Selector> attest(Workload workload) {
    return container(workload.pid())
        .flatMap(container -> docker.get("/containers/" + container.id() + "/json"))
        .map(DockerAttestor::selectors)
        .orElse(List.of());
  }

  @Override
  public void close() {
    docker.close();
  }

  private Optional<Container> container(int pid) {
    try {
      return ControlGroups.any(processes.controlGroups(pid));
    } catch (UncheckedIOException e) {
      throw new FailedAttestationException("its control groups cannot be read", e);
    }
  }

  private static List<Selector> selectors(String json) {
    JsonNode container = read(json);
    JsonNode config = container.path("Config");
    List<Selector> found = new ArrayList<>();
    config
        .path("Labels")
        .properties()
        .forEach(label -> add(found, "label:" + label.getKey(), label.getValue().asText()));
    config.path("Env").forEach(one -> add(found, "env", one.asText()));
    add(found, "image_id", config.path("Image").asText());
    add(found, "image_config_digest", container.path("Image").asText());
    return found;
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new FailedAttestationException("Docker's answer is no JSON", e);
    }
  }

  private static void add(List<Selector> found, String key, String value) {
    if (!value.isEmpty()) {
      found.add(new Selector(TYPE, key + ":" + value));
    }
  }
}
