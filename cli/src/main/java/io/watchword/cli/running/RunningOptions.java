package io.watchword.cli.running;

import io.watchword.platform.bootstrap.config.UnixSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options of commands that talk to a running mesh; a picocli mix-in.
public final class RunningOptions {

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "State folder of the mesh. Default: the one below ./.watchword if there is just one.")
  private @Nullable Path directory;

  @Option(
      names = "--admin",
      paramLabel = "unix:PATH",
      description = "Admin socket of the CA, instead of --dir. Also WATCHWORD_ADMIN.")
  private @Nullable String admin;

  private final Path parent;
  private final Map<String, String> environment;

  /// In the working folder, with the environment of this process.
  public RunningOptions() {
    this(MeshDirectory.DEFAULT_PARENT, System.getenv());
  }

  RunningOptions(Path parent, Map<String, String> environment) {
    this.parent = parent;
    this.environment = environment;
  }

  /// The mesh's folder: `--dir`, else the only one.
  public MeshDirectory mesh() {
    return directory == null ? MeshDirectory.onlyOne(parent) : new MeshDirectory(directory);
  }

  /// The mesh's folder where one was named or can be found.
  public Optional<MeshDirectory> meshIfAny() {
    if (directory != null) {
      return Optional.of(new MeshDirectory(directory));
    }
    try {
      return Optional.of(MeshDirectory.onlyOne(parent));
    } catch (NotRunningException e) {
      return Optional.empty();
    }
  }

  /// Path of the CA's admin socket: `--admin`, `--dir`, WATCHWORD_ADMIN, the only mesh; in this
  /// order.
  public Path adminSocket() {
    if (admin != null) {
      return socket(admin);
    }
    @Nullable String given = environment.get("WATCHWORD_ADMIN");
    if (directory == null && given != null) {
      return socket(given);
    }
    MeshDirectory mesh = mesh();
    return mesh.path().resolve(socket(mesh.read().ca().admin()));
  }

  /// `unix:PATH` and `unix:///PATH`, as everywhere.
  static Path socket(String text) {
    try {
      return UnixSocket.parse(text).path();
    } catch (IllegalArgumentException e) {
      throw new NotRunningException(
          "`" + text + "` is no Unix socket: " + e.getMessage() + " (expected: unix:PATH)", e);
    }
  }
}
