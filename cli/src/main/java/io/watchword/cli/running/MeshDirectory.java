package io.watchword.cli.running;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The state folder of a mesh that `up` runs.
///
/// @param path the folder that holds `mesh.json`
public record MeshDirectory(Path path) {

  /// Where `up` keeps meshes unless told otherwise, each in a folder named for its trust domain.
  public static final Path DEFAULT_PARENT = Path.of(".watchword");

  private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(30);

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /// The only mesh below `./.watchword`.
  ///
  /// @throws NotRunningException where there is none or more than one
  public static MeshDirectory onlyOne() {
    return onlyOne(DEFAULT_PARENT);
  }

  static MeshDirectory onlyOne(Path parent) {
    List<Path> meshes = meshesBelow(parent);
    if (meshes.size() == 1) {
      return new MeshDirectory(meshes.getFirst());
    }
    if (meshes.isEmpty()) {
      throw new NotRunningException(
          "no mesh runs below `./.watchword`; start one with `watchword up -f mesh.yaml`, or name"
              + " its folder with `--dir`");
    }
    throw new NotRunningException(
        "more than one mesh runs here ("
            + meshes.stream().map(Path::toString).collect(Collectors.joining(", "))
            + "); name one with `--dir`");
  }

  /// What `mesh.json` says.
  ///
  /// @throws NotRunningException where there is none, or it cannot be read
  public MeshFile read() {
    Path file = path.resolve(MeshFile.NAME);
    try {
      return JSON.readValue(Files.readAllBytes(file), MeshFile.class);
    } catch (IOException e) {
      throw new NotRunningException(
          "no mesh runs in `"
              + path
              + "`: `mesh.json` is missing or unreadable; start it with `watchword up`",
          e);
    }
  }

  /// The process that runs the mesh; empty where it has ended, even if its id went to another one
  /// since, as after a restart of the machine.
  ///
  /// @throws NotRunningException where there is no `mesh.json`
  public Optional<ProcessHandle> supervisor() {
    return ProcessHandle.of(read().pid()).filter(this::wasThereBeforeTheFile);
  }

  // It wrote the file, so it started before that. Start times are counted from the boot of the
  // machine and follow the clock when it is set, so they may differ from the time of the file.
  private boolean wasThereBeforeTheFile(ProcessHandle process) {
    try {
      Instant written = Files.getLastModifiedTime(path.resolve(MeshFile.NAME)).toInstant();
      return process
          .info()
          .startInstant()
          .filter(start -> start.isBefore(written.plus(CLOCKS_DIFFER)))
          .isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  /// Writes `mesh.json` in one step, so that a reader never sees half of it.
  ///
  /// @throws IOException where the folder cannot be written
  public void write(MeshFile mesh) throws IOException {
    Path temporary = path.resolve(MeshFile.NAME + ".new");
    Files.writeString(
        temporary, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(mesh) + "\n");
    Files.move(
        temporary,
        path.resolve(MeshFile.NAME),
        java.nio.file.StandardCopyOption.ATOMIC_MOVE,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  /// A path of `mesh.json` made absolute.
  public Path resolve(String relative) {
    return path.resolve(relative);
  }

  private static List<Path> meshesBelow(Path parent) {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(parent)) {
      return folders
          .filter(folder -> Files.exists(folder.resolve(MeshFile.NAME)))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new NotRunningException("`" + parent + "` cannot be read: " + e.getMessage(), e);
    }
  }
}
