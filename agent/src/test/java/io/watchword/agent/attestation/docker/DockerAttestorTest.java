package io.watchword.agent.attestation.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.agent.attestation.ProcessTable;
import io.watchword.agent.attestation.plugin.FailedAttestationException;
import io.watchword.agent.attestation.plugin.Selector;
import io.watchword.agent.attestation.plugin.Workload;
import io.watchword.platform.bootstrap.config.UnixSocket;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerAttestorTest {

  private static final String ID = "0a1b2c3d".repeat(8);
  private static final Workload WEB = new Workload(42, 1000, 1000);

  @TempDir Path folder;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile String answer =
      """
      HTTP/1.0 200 OK\r
      Content-Type: application/json\r
      \r
      {"Id": "x", "Image": "sha256:cc", "Config": {"Image": "shop/web:1", "Env": ["MODE=prod", "EMPTY="],
       "Labels": {"app": "web", "com.example/x": "a:b"}}}\
      """;
  private ServerSocketChannel server;
  private DockerAttestor attestor;

  @BeforeEach
  void start() throws Exception {
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(folder.resolve("docker.sock")));
    Thread.ofVirtual().start(this::serve);
    group("/docker/" + ID);
    attestor = attestor(Duration.ofSeconds(5));
  }

  @AfterEach
  void stop() throws Exception {
    attestor.close();
    server.close();
  }

  @Test
  void attest_container_hasAllThatDockerSays() {
    assertThat(attestor.attest(WEB))
        .extracting(Selector::toString)
        .containsExactlyInAnyOrder(
            "docker:label:app:web",
            "docker:label:com.example/x:a:b",
            "docker:env:MODE=prod",
            "docker:env:EMPTY=",
            "docker:image_id:shop/web:1",
            "docker:image_config_digest:sha256:cc");
    assertThat(requests.getFirst()).startsWith("GET /containers/" + ID + "/json HTTP/1.0\r\n");
  }

  @Test
  void attest_processInNoContainer_hasNothingAndAsksNobody() throws Exception {
    group("/system.slice/web.service");

    assertThat(attestor.attest(WEB)).isEmpty();
    assertThat(requests).isEmpty();
  }

  @Test
  void attest_containerThatIsNotDockers_hasNothing() {
    answer = "HTTP/1.0 404 Not Found\r\n\r\n{\"message\": \"no such container\"}";

    assertThat(attestor.attest(WEB)).isEmpty();
  }

  @Test
  void attest_dockerFails_fails() {
    answer = "HTTP/1.0 500 Internal Server Error\r\n\r\n{}";

    assertThatThrownBy(() -> attestor.attest(WEB))
        .isInstanceOf(FailedAttestationException.class)
        .hasMessage("Docker answered 500 to a question about a container");
  }

  @Test
  void attest_dockerIsAway_fails() throws Exception {
    Files.delete(folder.resolve("docker.sock"));

    assertThatThrownBy(() -> attestor.attest(WEB))
        .isInstanceOf(FailedAttestationException.class)
        .hasMessageStartingWith("Docker cannot be asked: ");
  }

  @Test
  void attest_dockerDoesNotAnswer_failsInTime() throws Exception {
    answer = "";
    attestor.close();
    attestor = attestor(Duration.ofMillis(100));

    assertThatThrownBy(() -> attestor.attest(WEB))
        .isInstanceOf(FailedAttestationException.class)
        .hasMessageStartingWith("Docker cannot be asked: ");
  }

  private DockerAttestor attestor(Duration timeout) {
    return new DockerAttestor(
        new DockerSettings(new UnixSocket(folder.resolve("docker.sock")), timeout),
        new ProcessTable(folder));
  }

  private void serve() {
    try {
      while (true) {
        SocketChannel client = server.accept();
        ByteBuffer request = ByteBuffer.allocate(4096);
        client.read(request);
        requests.add(new String(request.array(), 0, request.position(), StandardCharsets.UTF_8));
        if (!answer.isEmpty()) {
          client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
          client.close();
        }
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private void group(String path) throws Exception {
    Path own = Files.createDirectories(folder.resolve("42"));
    Files.write(own.resolve("cgroup"), List.of("0::" + path));
  }
}
