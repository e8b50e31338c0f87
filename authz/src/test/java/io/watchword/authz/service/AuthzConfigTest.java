package io.watchword.authz.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.identity.id.SpiffeId;
import io.watchword.platform.audit.AuditSettings;
import io.watchword.platform.bootstrap.config.ConfigReader;
import io.watchword.platform.bootstrap.config.HostPort;
import io.watchword.platform.bootstrap.config.UnixSocket;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AuthzConfigTest {

  @Test
  void parse_onlyWhatIsNeeded_hasTheDefaults() {
    assertThat(
            parse(
                """
                policies: [policies/]
                identity: { workload-api: "unix:./agent.sock" }
                bundles: { listen: "127.0.0.1:8443", signing-key-file: ./bundle-signing.pem }
                health: 127.0.0.1:8084
                """))
        .isEqualTo(
            new AuthzConfig(
                List.of(Path.of("/etc/ww/policies")),
                new AuthzConfig.Identity(
                    new UnixSocket(Path.of("/etc/ww/agent.sock")), Optional.empty()),
                new AuthzConfig.Bundles(
                    new HostPort("127.0.0.1", 8443),
                    Path.of("/etc/ww/bundle-signing.pem"),
                    "/bundles/mesh.tar.gz"),
                new HostPort("127.0.0.1", 8084),
                "istio-system",
                Optional.empty(),
                Path.of("/etc/ww/state/authz"),
                Optional.empty()));
  }

  @Test
  void parse_everyKey_isTaken() {
    assertThat(
            parse(
                """
                policies: [a, /b]
                identity:
                  workload-api: unix:///run/agent.sock
                  spiffe-id: spiffe://example.org/watchword/authz
                bundles: { listen: "0.0.0.0:1", signing-key-file: /k.pem, path: /b.tar.gz }
                health: 127.0.0.1:2
                root-namespace: mesh
                capabilities: capabilities.json
                state: /var/lib/authz
                audit: { directory: /var/log/authz, name: authz-7 }
                """))
        .isEqualTo(
            new AuthzConfig(
                List.of(Path.of("/etc/ww/a"), Path.of("/b")),
                new AuthzConfig.Identity(
                    new UnixSocket(Path.of("/run/agent.sock")),
                    Optional.of(SpiffeId.parse("spiffe://example.org/watchword/authz"))),
                new AuthzConfig.Bundles(new HostPort("0.0.0.0", 1), Path.of("/k.pem"), "/b.tar.gz"),
                new HostPort("127.0.0.1", 2),
                "mesh",
                Optional.of(Path.of("/etc/ww/capabilities.json")),
                Path.of("/var/lib/authz"),
                Optional.of(
                    new AuditSettings(
                        Optional.of(Path.of("/var/log/authz")), Optional.of("authz-7")))));
  }

  @Test
  void parse_badValues_areAllNamed() {
    assertThatThrownBy(
            () ->
                parse(
                    """
                    policies: []
                    identity: { workload-api: agent.sock }
                    bundles: { listen: "127.0.0.1:1", signing-key-file: k, path: bundle }
                    health: 127.0.0.1:2
                    rootnamespace: x
                    """))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("`agent.sock` is no Unix socket")
        .hasMessageContaining("path `bundle` (expected: such as `/bundles/mesh.tar.gz`)")
        .hasMessageContaining("root-namespace");
  }

  private static AuthzConfig parse(String yaml) {
    return ConfigReader.parse("/etc/ww/authz.yaml", yaml, AuthzConfig.class);
  }
}
