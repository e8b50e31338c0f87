package io.watchword.cli.quickstart;

import io.watchword.cli.mesh.MeshException;
import io.watchword.cli.mesh.MeshLayout;
import io.watchword.cli.mesh.MeshSupervisor;
import io.watchword.cli.running.MeshFile;
import java.nio.file.Path;
import java.time.Duration;

/// Where the tour takes place: the running mesh, and short ways to its doors.
///
/// @param folder the tour's folder: mesh state in `mesh`, policies in `policies`
record Scene(Path folder, MeshSupervisor mesh, MeshFile file, ShopProcesses.Ports ports) {

  /// How long a record may take to reach the log.
  static final Duration RECORD_LIMIT = Duration.ofSeconds(5);

  MeshLayout layout() {
    return mesh.layout();
  }

  Path policies() {
    return folder.resolve("policies");
  }

  /// What the proxy recorded.
  Records proxyRecords() {
    return records("proxy-1");
  }

  Records records(String log) {
    return new Records(layout().directory().resolve("audit").resolve(log));
  }

  /// Inbound listener of a workload.
  String inbound(String workload) {
    return workload(workload).inbound().getFirst();
  }

  /// Outbound listener by which `from` reaches `to`.
  String outbound(String from, String to) {
    return workload(from).outbound().stream()
        .filter(outbound -> outbound.to().equals(to))
        .findFirst()
        .orElseThrow(() -> new MeshException("`" + from + "` has no outbound to `" + to + "`"))
        .listen();
  }

  private MeshFile.Workload workload(String name) {
    return file.proxies().getFirst().workloads().stream()
        .filter(workload -> workload.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new MeshException("no workload `" + name + "` in the example"));
  }
}
