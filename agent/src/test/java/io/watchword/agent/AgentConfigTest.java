package io.watchword.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.agent.attestation.docker.DockerSettings;
import io.watchword.agent.attestation.k8s.K8sSettings;
import io.watchword.agent.attestation.unix.UnixSettings;
import io.watchword.platform.bootstrap.config.ByteSize;
import io.watchword.platform.bootstrap.config.ConfigReader;
import io.watchword.platform.bootstrap.config.HostPort;
import io.watchword.platform.bootstrap.config.UnixSocket;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentConfigTest {

  @TempDir Path folder;

  @Test
  void read_whatMustBeThere_leavesTheRestAtItsDefaults() throws Exception {
    AgentConfig config =
        read(
            """
            trust-domain: example.org
            state: ./state/agent
            ca: { address: 127.0.0.1:8081 }
            workload-api: unix:./agent.sock
            health: 127.0.0.1:8083
            """);

    assertThat(config.state()).isEqualTo(folder.resolve("state/agent"));
    assertThat(config.workloadApi().path()).isEqualTo(folder.resolve("agent.sock"));
    assertThat(config.ca().tokenFile()).isEmpty();
    assertThat(config.audit()).isEmpty();
    assertThat(config.workloadAttestors())
        .isEqualTo(
            new WorkloadAttestors(
                new UnixSettings(false, ByteSize.parse("512MiB"), Duration.ofSeconds(10)),
                Optional.empty(),
                Optional.empty(),
                Map.of()));
  }

  @Test
  void read_everyKey_isHeard() throws Exception {
    AgentConfig config =
        read(
            """
            trust-domain: td.test
            state: /var/lib/agent
            ca: { address: "ca.test:1", token-file: t }
            workload-api: unix:///run/a.sock
            health: "[::1]:0"
            workload-attestors:
              unix: { discover-workload-path: true, workload-size-limit: 1MiB, timeout: 3s }
              k8s:
                kubelet: https://node-1:10250
                token-file: token
                kubelet-ca: ca.pem
                skip-kubelet-verification: true
                retry-interval: 1s
                retry-for: 2s
              docker: { socket: unix:docker.sock, timeout: 4s }
              plugins: { slurm: { socket: /run/s.sock } }
            audit: { directory: /var/log/audit, name: agent-7 }
            """);

    assertThat(config.domain().name()).isEqualTo("td.test");
    assertThat(config.ca().address()).isEqualTo(new HostPort("ca.test", 1));
    assertThat(config.ca().tokenFile()).contains(folder.resolve("t"));
    assertThat(config.workloadApi().path()).isEqualTo(Path.of("/run/a.sock"));
    assertThat(config.health()).isEqualTo(new HostPort("::1", 0));
    assertThat(config.workloadAttestors())
        .isEqualTo(
            new WorkloadAttestors(
                new UnixSettings(true, ByteSize.parse("1MiB"), Duration.ofSeconds(3)),
                Optional.of(
                    new K8sSettings(
                        URI.create("https://node-1:10250"),
                        folder.resolve("token"),
                        folder.resolve("ca.pem"),
                        true,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2))),
                Optional.of(
                    new DockerSettings(
                        new UnixSocket(folder.resolve("docker.sock")), Duration.ofSeconds(4))),
                Map.of("slurm", Map.of("socket", "/run/s.sock"))));
    assertThat(config.audit().orElseThrow().name()).contains("agent-7");
  }

  @Test
  void read_badTrustDomain_isAnInputError() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    trust-domain: Example.org
                    state: s
                    ca: { address: 127.0.0.1:8081 }
                    workload-api: unix:a.sock
                    health: 127.0.0.1:0
                    """))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            e -> assertThat(e.diagnostics().getFirst().message()).contains("Example.org"));
  }

  @Test
  void read_unknownAttestor_isAnInputErrorWithASuggestion() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    trust-domain: example.org
                    state: s
                    ca: { address: 127.0.0.1:8081 }
                    workload-api: unix:a.sock
                    health: 127.0.0.1:0
                    workload-attestors: { dokcer: {} }
                    """))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            e -> {
              assertThat(e.diagnostics().getFirst().message())
                  .isEqualTo("`workload-attestors.dokcer` is no key of this file");
              assertThat(e.diagnostics().getFirst().help()).contains("did you mean `docker`?");
            });
  }

  private AgentConfig read(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("agent.yaml"), text);
    return ConfigReader.read(file, AgentConfig.class);
  }
}
