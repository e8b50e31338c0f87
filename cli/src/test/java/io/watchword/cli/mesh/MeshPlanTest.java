package io.watchword.cli.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.authz.service.AuthzConfig;
import io.watchword.platform.bootstrap.config.ConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeshPlanTest {

  private static final String MESH =
      """
      trust-domain: example.org
      root-namespace: mesh
      policies: [/policies]
      workloads:
        - name: web
          namespace: shop
          labels: { app: web }
          outbound: [{ listen: "127.0.0.1:0", to: orders }]
        - name: orders
          namespace: shop
          inbound: [{ listen: "127.0.0.1:%s", forward-to: "127.0.0.1:8080", protocol: http }]
      """;

  @TempDir private Path folder;

  @Test
  void of_portsOfZero_areAllDifferentAndNoLongerZero() {
    MeshPlan plan = MeshPlan.of(config(MESH.formatted(0)));
    List<String> addresses =
        new ArrayList<>(
            List.of(
                plan.caNodes(),
                plan.caHealth(),
                plan.agentHealth(),
                plan.authzListen(),
                plan.authzHealth(),
                plan.proxyAdmin()));
    plan.workloads().forEach(each -> addresses.addAll(each.inbound()));
    plan.workloads().forEach(each -> addresses.addAll(each.outbound()));
    assertThat(addresses)
        .hasSize(8)
        .doesNotHaveDuplicates()
        .allMatch(address -> address.matches("127\\.0\\.0\\.1:[1-9][0-9]*"));
  }

  @Test
  void of_portGiven_isKept() {
    MeshPlan plan = MeshPlan.of(config(MESH.formatted(9)));
    assertThat(plan.workloads().getLast().inbound()).containsExactly("127.0.0.1:9");
  }

  @Test
  void writeAll_mesh_givesEachRoleItsFile() throws IOException {
    MeshPlan plan = MeshPlan.of(config(MESH.formatted(9)));
    MeshLayout layout = MeshLayout.create(folder);
    new RoleFiles(plan, layout).writeAll();
    assertThat(text(layout, "authz"))
        .isEqualTo(
            """
            # Written by `watchword up`; changes here are lost at the next start.
            policies:
            - /policies
            root-namespace: mesh
            identity:
              spiffe-id: spiffe://example.org/watchword/authz
              workload-api: unix:%2$s/agent.sock
            bundles:
              listen: %3$s
              signing-key-file: %1$s/authz/bundle-signing.pem
              path: /bundles/mesh.tar.gz
            health: %4$s
            audit:
              directory: %1$s/audit/authz-1
              name: authz-1
            """
                .formatted(folder, layout.sockets(), plan.authzListen(), plan.authzHealth())
                .lines()
                .sorted()
                .reduce("", (a, b) -> a + b + "\n"));
    assertThat(text(layout, "agent"))
        .contains("  token-file: " + folder + "/agent/join-token\n")
        .contains("  address: " + plan.caNodes() + "\n");
    assertThat(text(layout, "ca"))
        .contains("  listen: " + plan.caNodes() + "\n")
        .contains("admin: unix:" + layout.sockets() + "/admin.sock\n");
    assertThat(text(layout, "proxy"))
        .contains("  server-spiffe-id: spiffe://example.org/watchword/authz\n".strip())
        .contains("spiffe://example.org/ns/shop/sa/orders")
        .contains("127.0.0.1:9")
        .contains("default-action: deny\n");
  }

  @Test
  void writeAll_authzFile_isReadByAuthz() {
    MeshPlan plan = MeshPlan.of(config(MESH.formatted(9)));
    MeshLayout layout = MeshLayout.create(folder);
    new RoleFiles(plan, layout).writeAll();
    AuthzConfig authz = ConfigReader.read(layout.config("authz"), AuthzConfig.class);
    assertThat(authz.rootNamespace()).isEqualTo("mesh");
    assertThat(authz.policies()).containsExactly(Path.of("/policies"));
    assertThat(authz.bundles().listen()).hasToString(plan.authzListen());
    assertThat(authz.bundles().signingKeyFile()).isEqualTo(layout.bundleSigningKey());
    assertThat(authz.identity().workloadApi().path()).isEqualTo(layout.workloadApi());
    assertThat(authz.identity().spiffeId()).map(Object::toString).contains(plan.authzId());
    assertThat(authz.health()).hasToString(plan.authzHealth());
  }

  /// Sorted: maps of two have no order of their own.
  private static String text(MeshLayout layout, String role) throws IOException {
    return Files.readString(layout.config(role))
        .lines()
        .sorted()
        .reduce("", (a, b) -> a + b + "\n");
  }

  private static MeshConfig config(String yaml) {
    return ConfigReader.parse("/etc/ww/mesh.yaml", yaml, MeshConfig.class);
  }
}
