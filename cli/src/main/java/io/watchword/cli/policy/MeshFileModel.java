package io.watchword.cli.policy;

import io.watchword.authz.load.LoadSettings;
import io.watchword.authz.simulate.MeshModel;
import io.watchword.cli.mesh.MeshConfig;
import io.watchword.platform.bootstrap.config.ConfigReader;
import java.nio.file.Path;
import java.util.Optional;

/// A mesh file, as policies see the mesh.
record MeshFileModel(MeshModel model) {

  /// @throws io.watchword.platform.diagnostics.InvalidInputException where it cannot be read
  static MeshFileModel read(Path file) {
    MeshConfig config = ConfigReader.read(file, MeshConfig.class);
    return new MeshFileModel(
        new MeshModel(
            config.rootNamespace(),
            config.defaultAction(),
            config.workloads().stream()
                .map(each -> workload(each, config.trustDomain()))
                .toList()));
  }

  LoadSettings settings() {
    return new LoadSettings(model.rootNamespace(), Optional.empty());
  }

  private static MeshModel.Workload workload(MeshConfig.Workload workload, String trustDomain) {
    return new MeshModel.Workload(
        workload.name(),
        workload.namespace(),
        workload.serviceAccount().orElse(workload.name()),
        workload.identity(trustDomain),
        workload.labels(),
        workload.inbound().stream().map(inbound -> inbound.forwardTo().port()).toList());
  }
}
