package io.watchword.cli.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.authz.decision.DefaultAction;
import io.watchword.platform.bootstrap.config.ConfigReader;
import io.watchword.platform.bootstrap.config.HostPort;
import io.watchword.platform.diagnostics.DiagnosticPrinter;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MeshConfigTest {

  @Test
  void parse_onlyWhatIsNeeded_hasTheDefaults() {
    assertThat(
            parse(
                """
                trust-domain: example.org
                policies: [policies/]
                workloads:
                  - name: web
                    inbound: [{ listen: "127.0.0.1:0", forward-to: "127.0.0.1:8080" }]
                """))
        .isEqualTo(
            new MeshConfig(
                "example.org",
                "istio-system",
                DefaultAction.DENY,
                Optional.empty(),
                List.of(Path.of("/etc/ww/policies")),
                List.of(
                    new MeshConfig.Workload(
                        "web",
                        "default",
                        Optional.empty(),
                        Optional.empty(),
                        Map.of(),
                        Optional.empty(),
                        List.of(
                            new MeshConfig.Inbound(
                                new HostPort("127.0.0.1", 0),
                                new HostPort("127.0.0.1", 8080),
                                MeshConfig.Protocol.DETECT)),
                        List.of()))));
  }

  @Test
  void parse_everyKey_isTaken() {
    MeshConfig config =
        parse(
            """
            trust-domain: other.example
            root-namespace: mesh
            default-action: allow
            ca:
              svid-ttl: 5m
              keys:
                vault-pki:
                  address: https://vault.example:8200
                  mount: pki-mesh
                  namespace: team
                  ca-certificate: vault.pem
                  issuer: root-2
                  next-issuer: root-3
                  name-constraints: true
                  trust-new-roots: true
                  timeout: 5s
                  auth: { token-file: token }
            policies: [a, /b]
            workloads:
              - name: web
                namespace: shop
                service-account: front
                spiffe-id: spiffe://other.example/web
                labels: { app: web }
                attest: unix:uid:7
                inbound:
                  - { listen: "0.0.0.0:1", forward-to: "127.0.0.1:2", protocol: tcp }
                outbound: [{ listen: "127.0.0.1:3", to: web }]
            """);
    assertThat(config)
        .isEqualTo(
            new MeshConfig(
                "other.example",
                "mesh",
                DefaultAction.ALLOW,
                Optional.of(
                    new MeshConfig.Ca(
                        Optional.of(
                            new CaKeys.VaultPki(
                                URI.create("https://vault.example:8200"),
                                "pki-mesh",
                                Optional.of("team"),
                                Optional.of(Path.of("/etc/ww/vault.pem")),
                                Optional.of("root-2"),
                                Optional.of("root-3"),
                                true,
                                true,
                                Optional.of(Duration.ofSeconds(5)),
                                CaKeys.Auth.tokenIn(Path.of("/etc/ww/token")))),
                        Duration.ofMinutes(5))),
                List.of(Path.of("/etc/ww/a"), Path.of("/b")),
                List.of(
                    new MeshConfig.Workload(
                        "web",
                        "shop",
                        Optional.of("front"),
                        Optional.of("spiffe://other.example/web"),
                        Map.of("app", "web"),
                        Optional.of("unix:uid:7"),
                        List.of(
                            new MeshConfig.Inbound(
                                new HostPort("0.0.0.0", 1),
                                new HostPort("127.0.0.1", 2),
                                MeshConfig.Protocol.TCP)),
                        List.of(new MeshConfig.Outbound(new HostPort("127.0.0.1", 3), "web"))))));
  }

  @Test
  void identity_withoutASpiffeId_isMadeOfNamespaceAndServiceAccount() {
    MeshConfig config =
        parse(
            """
            trust-domain: example.org
            policies: []
            workloads:
              - { name: web, namespace: shop }
              - { name: api, service-account: back }
            """);
    assertThat(config.workloads().stream().map(each -> each.identity("example.org")))
        .containsExactly(
            "spiffe://example.org/ns/shop/sa/web", "spiffe://example.org/ns/default/sa/back");
  }

  @Test
  void parse_outboundToNobody_namesWhoThereIs() {
    assertThat(
            errors(
                """
                trust-domain: example.org
                policies: []
                workloads:
                  - { name: web, outbound: [{ listen: "127.0.0.1:1", to: ordrs }] }
                  - { name: orders }
                """))
        .contains(
            "workload `web` has an outbound to `ordrs`, which is no workload of this mesh"
                + " (expected: one of orders, web)");
  }

  @Test
  void parse_outboundToAWorkloadWithoutInbound_isRefused() {
    assertThat(
            errors(
                """
                trust-domain: example.org
                policies: []
                workloads:
                  - { name: web, outbound: [{ listen: "127.0.0.1:1", to: orders }] }
                  - { name: orders }
                """))
        .contains(
            "workload `web` has an outbound to `orders`, which has no inbound listener to be"
                + " reached by");
  }

  @Test
  void parse_sameNameTwice_isRefused() {
    assertThat(
            errors(
                """
                trust-domain: example.org
                policies: []
                workloads: [{ name: web }, { name: web }]
                """))
        .contains("workload `web` is named twice");
  }

  @Test
  void parse_unknownKeyAndBadValue_areBothNamedWithTheirPlace() {
    assertThat(
            errors(
                """
                trust-domain: example.org
                policys: []
                policies: []
                default-action: maybe
                workloads: []
                """))
        .contains("mesh.yaml:2:1")
        .contains("did you mean `policies`?")
        .contains("mesh.yaml:4:17")
        .contains("maybe");
  }

  private static String errors(String yaml) {
    InvalidInputException[] found = new InvalidInputException[1];
    assertThatThrownBy(() -> parse(yaml))
        .isInstanceOfSatisfying(InvalidInputException.class, e -> found[0] = e);
    return DiagnosticPrinter.text(found[0].diagnostics());
  }

  private static MeshConfig parse(String yaml) {
    return ConfigReader.parse("/etc/ww/mesh.yaml", yaml, MeshConfig.class);
  }
}
