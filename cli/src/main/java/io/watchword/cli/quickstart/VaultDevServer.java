package io.watchword.cli.quickstart;

import io.watchword.cli.mesh.FreePorts;
import io.watchword.cli.mesh.MeshException;
import io.watchword.cli.mesh.Reaper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// A `bao` or `vault` in development mode: in memory, on loopback, unsealed, gone with us however
/// we end. Confined to the tour's thread.
final class VaultDevServer implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final URI address;
  private final Reaper reaper;

  private VaultDevServer(URI address, Reaper reaper) {
    this.address = address;
    this.reaper = reaper;
  }

  /// Starts `binary` and waits until it listens.
  ///
  /// @param folder for its log
  /// @param token of the one who may do everything
  static VaultDevServer start(Path binary, Path folder, String token) {
    int port;
    try (FreePorts free = new FreePorts()) {
      port = free.take("127.0.0.1");
    }
    Path log = folder.resolve("vault.log");
    // The mesh's own reaper is not there yet, and its list goes with the folder before we end.
    Reaper reaper = Reaper.start(temporaryFile());
    VaultDevServer server = new VaultDevServer(URI.create("http://127.0.0.1:" + port), reaper);
    try {
      ProcessBuilder builder =
          new ProcessBuilder(
                  binary.toString(),
                  "server",
                  "-dev",
                  "-dev-no-store-token",
                  "-dev-listen-address=127.0.0.1:" + port)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      // Not as an argument: everybody on the machine reads those.
      builder.environment().put("BAO_DEV_ROOT_TOKEN_ID", token);
      builder.environment().put("VAULT_DEV_ROOT_TOKEN_ID", token);
      Process process = builder.start();
      reaper.watch(process.toHandle());
      server.awaitListening(process, binary, log);
      return server;
    } catch (IOException e) {
      server.close();
      throw new MeshException("`" + binary + "` could not be started: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  URI address() {
    return address;
  }

  @Override
  public void close() {
    reaper.close();
  }

  private void awaitListening(Process process, Path binary, Path log) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!listens()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new MeshException(
            "`"
                + binary
                + "` did not listen within "
                + LIMIT.toSeconds()
                + " s, or ended; it printed: "
                + lastLine(log));
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new MeshException("interrupted while `" + binary + "` starts", e);
      }
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static String lastLine(Path log) {
    try {
      return Files.readAllLines(log).stream()
          .filter(line -> !line.isBlank())
          .reduce((_, last) -> last)
          .orElse("nothing");
    } catch (IOException e) {
      return "nothing that could be read (" + e.getMessage() + ")";
    }
  }

  private static Path temporaryFile() {
    try {
      return Files.createTempFile("watchword-vault-", ".reaper");
    } catch (IOException e) {
      throw new MeshException("no temporary file could be made", e);
    }
  }
}
