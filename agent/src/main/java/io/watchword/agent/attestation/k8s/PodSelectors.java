package io.watchword.agent.attestation.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import io.watchword.agent.attestation.plugin.Selector;
import java.util.ArrayList;
import java.util.List;

/// Selectors of a container in a pod. No state.
///
/// `k8s:ns`, `k8s:sa`, `k8s:pod-name`, `k8s:pod-uid`, `k8s:pod-label:K:V`,
/// `k8s:pod-owner:KIND:NAME`, `k8s:pod-owner-uid:KIND:UID`, `k8s:pod-image`, `k8s:pod-image-count`,
/// `k8s:pod-init-image`, `k8s:pod-init-image-count`, `k8s:container-name`, `k8s:container-image`,
/// `k8s:node-name`. Images come by name and by digest.
final class PodSelectors {

  private PodSelectors() {}

  static List<Selector> of(JsonNode pod, JsonNode containerStatus) {
    List<Selector> found = new ArrayList<>();
    JsonNode metadata = pod.path("metadata");
    JsonNode spec = pod.path("spec");
    add(found, "ns", metadata.path("namespace").asText());
    add(found, "sa", spec.path("serviceAccountName").asText());
    add(found, "node-name", spec.path("nodeName").asText());
    add(found, "pod-name", metadata.path("name").asText());
    add(found, "pod-uid", metadata.path("uid").asText());
    metadata
        .path("labels")
        .properties()
        .forEach(
            label ->
                found.add(
                    new Selector(
                        K8sAttestor.TYPE,
                        "pod-label:" + label.getKey() + ":" + label.getValue().asText())));
    for (JsonNode owner : metadata.path("ownerReferences")) {
      String kind = owner.path("kind").asText();
      add(found, "pod-owner:" + kind, owner.path("name").asText());
      add(found, "pod-owner-uid:" + kind, owner.path("uid").asText());
    }
    JsonNode containers = pod.path("status").path("containerStatuses");
    JsonNode initContainers = pod.path("status").path("initContainerStatuses");
    add(found, "pod-image-count", Integer.toString(containers.size()));
    add(found, "pod-init-image-count", Integer.toString(initContainers.size()));
    containers.forEach(one -> images(found, "pod-image", one));
    initContainers.forEach(one -> images(found, "pod-init-image", one));
    add(found, "container-name", containerStatus.path("name").asText());
    images(found, "container-image", containerStatus);
    return found;
  }

  private static void images(List<Selector> found, String key, JsonNode status) {
    add(found, key, status.path("image").asText());
    add(found, key, status.path("imageID").asText().replaceFirst("^docker-pullable://", ""));
  }

  private static void add(List<Selector> found, String key, String value) {
    if (!value.isEmpty()) {
      found.add(new Selector(K8sAttestor.TYPE, key + ":" + value));
    }
  }
}
