package io.watchword.tests.conformance.spiffe.workload;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// A socket behind which calls are those of another user: a relay that runs as that user, started
/// by `setpriv`, which only root can.
public final class OtherUser implements AutoCloseable {

  private final Process relay;
  private final String address;

  private OtherUser(Process relay, String address) {
    this.relay = relay;
    this.address = address;
  }

  /// Starts the relay.
  ///
  /// @param user number of the user, and of the group
  /// @param address of the Workload API, a Unix socket
  /// @throws IOException where it does not come up
  public static OtherUser start(int user, String address) throws IOException {
    Path folder = Files.createTempDirectory("spiffe-relay");
    String name = SocketRelay.class.getName().replace('.', '/') + ".class";
    Path copy = folder.resolve(name);
    Files.createDirectories(copy.getParent());
    try (InputStream in =
        Objects.requireNonNull(SocketRelay.class.getClassLoader().getResourceAsStream(name))) {
      Files.copy(in, copy);
    }
    new ProcessBuilder("chmod", "-R", "a+rX", folder.toString())
        .inheritIO()
        .start()
        .onExit()
        .join();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path socket = folder.resolve("s");
    Process relay =
        new ProcessBuilder(
                List.of(
                    "setpriv",
                    "--reuid=" + user,
                    "--regid=" + user,
                    "--clear-groups",
                    "--",
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    folder.toString(),
                    SocketRelay.class.getName(),
                    socket.toString(),
                    address.replaceFirst("^unix:(//)?", "")))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out = relay.inputReader(StandardCharsets.UTF_8);
    if (!"ready".equals(out.readLine())) {
      relay.destroyForcibly();
      throw new IOException(
          "user "
              + user
              + " cannot call "
              + address
              + ": that needs setpriv, root, and a socket and folders open to everybody");
    }
    return new OtherUser(relay, "unix:" + socket);
  }

  /// Where to call.
  public String address() {
    return address;
  }

  @Override
  public void close() {
    try {
      relay.getOutputStream().close();
      if (!relay.waitFor(3, TimeUnit.SECONDS)) {
        relay.destroyForcibly();
      }
    } catch (IOException e) {
      relay.destroyForcibly();
    } catch (InterruptedException e) {
      relay.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
