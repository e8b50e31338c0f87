package io.watchword.ca.vault;

import io.watchword.tests.kit.Await;
import io.watchword.tests.kit.InstalledTool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A `bao` or `vault` process with integrated storage in a folder. The thread of the test.
///
/// A shell holds it: when its input closes, because of us or because we died, it kills the server
/// by its id.
public final class BaoServer implements VaultServer {
  private static final String HOLD =
      "\"$@\" </dev/null & server=$!; cat >/dev/null; kill -9 $server; wait $server 2>/dev/null";

  private final Path binary;
  private final Path folder;
  private final int port;
  private final VaultOperator operator;
  private Process shell;

  private BaoServer(Path binary, Path folder) throws IOException {
    this.binary = binary;
    this.folder = folder;
    this.port = freePort();
    Files.createDirectories(folder.resolve("data"));
    Files.writeString(
        folder.resolve("server.hcl"),
        """
        storage "raft" {
          path = "%s"
          node_id = "one"
        }
        listener "tcp" {
          address = "127.0.0.1:%d"
          tls_disable = true
        }
        api_addr = "http://127.0.0.1:%d"
        cluster_addr = "http://127.0.0.1:%d"
        """
            .formatted(folder.resolve("data"), port, port, freePort()));
    this.operator = new VaultOperator(this::address);
    this.shell = launch();
  }

  /// Starts what is installed, on the data in `folder` (made where there is none).
  public static BaoServer start(Path folder) {
    try {
      BaoServer server = new BaoServer(InstalledTool.vault().orElseThrow(), folder);
      server.operator.initialise();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public URI address() {
    return URI.create("http://127.0.0.1:" + port);
  }

  @Override
  public String product() {
    return binary.getFileName() + " " + operator.version();
  }

  @Override
  public VaultOperator operator() {
    return operator;
  }

  /// Ends it as a crash would.
  public void stop() {
    try {
      shell.getOutputStream().close();
      shell.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void restart() {
    stop();
    try {
      shell = launch();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    stop();
  }

  private Process launch() throws IOException {
    Process started =
        new ProcessBuilder(
                List.of(
                    "sh",
                    "-c",
                    HOLD,
                    "hold",
                    binary.toString(),
                    "server",
                    "-config=" + folder.resolve("server.hcl")))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
            .start();
    Await.until("vault listens, see " + folder.resolve("log"), operator::isUp);
    return started;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
