package io.watchword.ca.vault;

import io.watchword.tests.kit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/// HashiCorp's own Vault in a container, with its data in a folder outside. The thread of the test.
public final class ContainerServer implements VaultServer {
  private static final String IMAGE = "hashicorp/vault:1.20";
  private static final String CONFIG =
      """
      {"storage": {"file": {"path": "/vault/file"}}, "disable_mlock": true,
       "listener": [{"tcp": {"address": "0.0.0.0:8200", "tls_disable": true}}]}
      """;

  private final GenericContainer<?> container;
  private final int port;
  private final VaultOperator operator = new VaultOperator(this::address);

  /// Starts it on `folder`.
  public ContainerServer(Path folder) {
    port = freePort();
    container =
        new GenericContainer<>(DockerImageName.parse(IMAGE))
            .withEnv("VAULT_LOCAL_CONFIG", CONFIG)
            .withCommand("server")
            .withFileSystemBind(folder.toString(), "/vault/file", BindMode.READ_WRITE);
    // The same after a restart.
    container.setPortBindings(List.of("127.0.0.1:" + port + ":8200"));
    launch();
    operator.initialise();
  }

  @Override
  public URI address() {
    return URI.create("http://127.0.0.1:" + port);
  }

  @Override
  public String product() {
    return IMAGE + " (" + operator.version() + ")";
  }

  @Override
  public VaultOperator operator() {
    return operator;
  }

  @Override
  public void restart() {
    container.stop();
    launch();
  }

  @Override
  public void close() {
    container.stop();
  }

  private void launch() {
    container.start();
    Await.until("vault listens", operator::isUp);
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
