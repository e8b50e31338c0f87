package io.watchword.cli.mesh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// Where a mesh keeps what, below its state folder.
///
/// @param directory the state folder, absolute
/// @param sockets folder of the Unix sockets: `run` below the state folder, or a private temporary
///   one where that path would be too long for a socket address
public record MeshLayout(Path directory, Path sockets) {

  /// Longest path of a socket that is put below the state folder. The kernel's limit is 107 bytes.
  static final int LONGEST_SOCKET_PATH = 100;

  /// The layout of `directory`, with its folders made.
  ///
  /// @throws MeshException where a folder cannot be made
  public static MeshLayout create(Path directory) {
    Path absolute = directory.toAbsolutePath().normalize();
    try {
      Files.createDirectories(absolute);
      MeshLayout layout = new MeshLayout(absolute, socketFolder(absolute));
      for (Path folder :
          new Path[] {
            layout.sockets, layout.config(), layout.logs(), layout.audit(), layout.state("proxy")
          }) {
        Files.createDirectories(folder);
      }
      return layout;
    } catch (IOException e) {
      throw new MeshException("`" + absolute + "` cannot be used as a state folder: " + e, e);
    }
  }

  Path config() {
    return directory.resolve("config");
  }

  Path config(String role) {
    return config().resolve(role + ".yaml");
  }

  Path logs() {
    return directory.resolve("logs");
  }

  /// What a role prints.
  public Path log(String role) {
    return logs().resolve(role + ".log");
  }

  Path audit() {
    return directory.resolve("audit");
  }

  /// State of one role.
  public Path state(String role) {
    return directory.resolve(role);
  }

  /// The trust bundle as PEM, for whoever wants to check the mesh from outside.
  public Path trust() {
    return directory.resolve("trust.pem");
  }

  /// Public half of the key that bundles are signed with.
  public Path bundleKey() {
    return directory.resolve("bundle-key.pem");
  }

  public Path bundleSigningKey() {
    return state("authz").resolve("bundle-signing.pem");
  }

  Path joinToken() {
    return state("agent").resolve("join-token");
  }

  Path ready(String role) {
    return sockets.resolve(role + ".ready");
  }

  Path adminSocket() {
    return sockets.resolve("admin.sock");
  }

  /// The SPIFFE Workload API's socket.
  public Path workloadApi() {
    return sockets.resolve("agent.sock");
  }

  /// What is to be ended and removed should this process die.
  Path reaperList() {
    return sockets.resolve("reaper");
  }

  boolean socketsAreElsewhere() {
    return !sockets.startsWith(directory);
  }

  private static Path socketFolder(Path directory) throws IOException {
    Path inside = directory.resolve("run");
    if (inside.resolve("agent.sock").toString().length() <= LONGEST_SOCKET_PATH) {
      return inside;
    }
    // Others must reach the sockets in it, and nobody may put one there: 0711.
    return Files.createTempDirectory(
        "watchword-",
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
  }
}
