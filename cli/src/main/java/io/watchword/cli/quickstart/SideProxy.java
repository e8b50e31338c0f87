package io.watchword.cli.quickstart;

import io.watchword.cli.mesh.Distribution;
import io.watchword.cli.mesh.FreePorts;
import io.watchword.cli.mesh.RoleProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A second proxy, in sidecar mode, in front of the same orders application but with another source
/// of policies. Its identity is the tour's.
final class SideProxy implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final RoleProcess process;
  private final Path folder;
  private final String inbound;

  private SideProxy(RoleProcess process, Path folder, String inbound) {
    this.process = process;
    this.folder = folder;
    this.inbound = inbound;
  }

  /// Starts one and waits until it is ready.
  ///
  /// @param name of the workload, which is also the hint of its SVID
  /// @param policies the `policies` section of its configuration, as YAML in flow style
  static SideProxy start(Scene scene, String name, String policies) throws IOException {
    Path folder = scene.folder().resolve(name);
    Files.createDirectories(folder);
    String inbound;
    String admin;
    try (FreePorts ports = new FreePorts()) {
      inbound = "127.0.0.1:" + ports.take("127.0.0.1");
      admin = "127.0.0.1:" + ports.take("127.0.0.1");
    }
    Path config = folder.resolve("proxy.yaml");
    Files.writeString(
        config,
        """
        trust-domain: %s
        state: %s
        workloads:
          - name: %s
            namespace: shop
            labels: { app: %s }
            identity: { workload-api: "unix:%s" }
            inbound:
              - { listen: "%s", forward-to: "127.0.0.1:%d", protocol: http }
        policies: %s
        admin: "%s"
        audit: { directory: %s/audit, name: %s }
        """
            .formatted(
                scene.file().trustDomain(),
                folder.resolve("state"),
                name,
                name,
                scene.layout().workloadApi(),
                inbound,
                scene.ports().orders(),
                policies,
                admin,
                folder,
                name));
    RoleProcess process =
        RoleProcess.start(
            "proxy",
            List.of(
                Distribution.home().resolve("bin/watchword").toString(),
                "proxy",
                "run",
                "-c",
                config.toString()),
            Map.of(),
            folder.resolve("proxy.log"),
            folder.resolve("proxy.ready"));
    scene.mesh().reaper().watch(process.process().toHandle());
    SideProxy proxy = new SideProxy(process, folder, inbound);
    try {
      process.awaitReady(LIMIT);
      return proxy;
    } catch (RuntimeException e) {
      proxy.close();
      throw e;
    }
  }

  /// Where it accepts mutual TLS.
  String inbound() {
    return inbound;
  }

  Records records() {
    return new Records(folder.resolve("audit"));
  }

  @Override
  public void close() {
    process.process().destroy();
  }
}
