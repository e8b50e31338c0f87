package io.watchword.cli.running;

import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Which audit logs a command is about: the ones named, else those of the mesh.
public final class AuditFolders {

  private static final String CHECKPOINT = "checkpoint";

  private AuditFolders() {}

  /// The logs named on the command line; those of the mesh where none is.
  ///
  /// @throws InvalidInputException `cli/not-a-log` if a named folder holds no log
  public static List<Path> of(List<Path> named, RunningOptions running) {
    if (named.isEmpty()) {
      return of(running.mesh());
    }
    List<Diagnostic> wrong =
        named.stream()
            .filter(folder -> !Files.exists(folder.resolve(CHECKPOINT)))
            .map(AuditFolders::noLog)
            .toList();
    if (!wrong.isEmpty()) {
      throw new InvalidInputException(wrong);
    }
    return named;
  }

  /// The logs named, else those of a mesh where there is one, else none.
  public static List<Path> ifAny(List<Path> named, RunningOptions running) {
    if (!named.isEmpty()) {
      return of(named, running);
    }
    Optional<MeshDirectory> mesh = running.meshIfAny();
    return mesh.map(AuditFolders::of).orElse(List.of());
  }

  /// The logs that `mesh.json` names, there or not: one that is missing must be noticed. After
  /// `down` those below `audit/`.
  private static List<Path> of(MeshDirectory mesh) {
    if (Files.exists(mesh.path().resolve(MeshFile.NAME))) {
      return mesh.read().audit().stream().map(mesh::resolve).toList();
    }
    List<Path> below = below(mesh.path().resolve("audit"));
    if (below.isEmpty()) {
      // For its message.
      mesh.read();
    }
    return below;
  }

  private static List<Path> below(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(folder)) {
      return folders.filter(log -> Files.exists(log.resolve(CHECKPOINT))).sorted().toList();
    } catch (IOException e) {
      throw new NotRunningException("`" + folder + "` cannot be read: " + e.getMessage(), e);
    }
  }

  private static Diagnostic noLog(Path folder) {
    return Diagnostic.error(
            "cli/not-a-log",
            "`" + folder + "` is no audit log (expected: a folder with `checkpoint`)")
        .withHelp("the logs of a mesh are in `audit/` below its state folder");
  }
}
