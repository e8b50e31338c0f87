package io.watchword.authz.simulate;

import io.watchword.authz.decision.DefaultAction;
import io.watchword.authz.decision.Destination;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The workloads a question can be about, as a mesh file describes them.
public record MeshModel(
    String rootNamespace, DefaultAction defaultAction, List<Workload> workloads) {

  public MeshModel {
    workloads = List.copyOf(workloads);
  }

  /// @param ports of its listeners, those that policies mean; the first is the usual one
  public record Workload(
      String name,
      String namespace,
      String serviceAccount,
      String spiffeId,
      Map<String, String> labels,
      List<Integer> ports) {

    public Workload {
      labels = Map.copyOf(labels);
      ports = List.copyOf(ports);
    }

    Destination destination() {
      return new Destination(name, spiffeId, namespace, serviceAccount, labels);
    }
  }

  /// The workload called `name`, in `namespace` if one is given.
  public Optional<Workload> workload(String name, Optional<String> namespace) {
    return workloads.stream()
        .filter(w -> w.name().equals(name))
        .filter(w -> namespace.isEmpty() || w.namespace().equals(namespace.get()))
        .findFirst();
  }
}
