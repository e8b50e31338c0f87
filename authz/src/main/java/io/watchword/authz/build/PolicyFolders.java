package io.watchword.authz.build;

import io.watchword.bundles.archive.PolicyFile;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The policies on disk: `*.rego`, `*.yaml`, `*.yml` and `data.json` below the folders, hidden ones
/// and tests (`*_test.rego`) apart. Symbolic links are followed, as ConfigMaps need it.
/// Thread-safe: no state but the names.
///
/// A policy's path in the bundle begins with its folder's name, so that `policies/orders.yaml:12`
/// in a decision is a place that its author knows. Data stands by its path below the folder, since
/// its path is its meaning.
public final class PolicyFolders {

  private static final long MAX_FILE_BYTES = 32 << 20;

  private final List<Path> roots;

  public PolicyFolders(List<Path> roots) {
    this.roots = List.copyOf(roots);
  }

  /// As given.
  public List<Path> roots() {
    return roots;
  }

  /// All policies, sorted by path.
  ///
  /// @throws InvalidInputException if something is missing, unreadable or there twice
  public List<PolicyFile> read() {
    var problems = new ArrayList<Diagnostic>();
    var files = new TreeMap<String, PolicyFile>();
    Map<Path, String> names = namesInBundle();
    for (Path root : roots) {
      for (Path file : policiesBelow(root, problems)) {
        read(root, names.getOrDefault(root, ""), file, files, problems);
      }
    }
    if (!problems.isEmpty()) throw new InvalidInputException(problems);
    return List.copyOf(files.values());
  }

  /// All folders there are to watch.
  public List<Path> folders() {
    var folders = new ArrayList<Path>();
    for (Path root : roots) {
      if (!Files.isDirectory(root)) {
        // A file, or something that may still come: its folder tells.
        Path parent = root.toAbsolutePath().getParent();
        if (parent != null && Files.isDirectory(parent)) folders.add(parent);
        continue;
      }
      try (Stream<Path> all = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
        all.filter(Files::isDirectory).forEach(folders::add);
      } catch (IOException | UncheckedIOException e) {
        folders.add(root);
      }
    }
    return folders;
  }

  /// What `stat` says of all policies: differs when they may have changed.
  public List<String> stamp() {
    var stamp = new ArrayList<String>();
    for (Path root : roots) {
      for (Path file : policiesBelow(root, new ArrayList<>())) {
        try {
          var attributes = Files.readAttributes(file, "size,lastModifiedTime,fileKey");
          stamp.add(file + " " + new TreeMap<>(attributes));
        } catch (IOException e) {
          stamp.add(file + " " + e.getClass().getSimpleName());
        }
      }
    }
    return stamp;
  }

  private Map<Path, String> namesInBundle() {
    var names = new HashMap<Path, String>();
    var used = new HashMap<String, Integer>();
    for (Path root : roots) {
      Path folder = Files.isDirectory(root) ? root : root.toAbsolutePath().getParent();
      Path last = folder == null ? null : folder.toAbsolutePath().normalize().getFileName();
      String name = last == null ? "policies" : last.toString();
      int count = used.merge(name, 1, Integer::sum);
      names.put(root, count == 1 || !Files.isDirectory(root) ? name : name + "-" + count);
    }
    return names;
  }

  private static List<Path> policiesBelow(Path root, List<Diagnostic> problems) {
    if (Files.isRegularFile(root)) return List.of(root);
    try (Stream<Path> all = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
      return all.filter(file -> isPolicy(root.relativize(file)))
          .filter(Files::isRegularFile)
          .sorted(Comparator.comparing(Path::toString))
          .toList();
    } catch (NoSuchFileException e) {
      problems.add(
          Diagnostic.error("authz/no-policies", "policy folder `" + root + "` does not exist")
              .withHelp("create it, or name the right one under `policies`"));
    } catch (IOException | UncheckedIOException e) {
      problems.add(
          Diagnostic.error(
                  "authz/unreadable-policies",
                  "policy folder `" + root + "` cannot be read (" + e.getMessage() + ")")
              .withHelp("see its permissions and symbolic links"));
    }
    return List.of();
  }

  private static boolean isPolicy(Path relative) {
    for (Path segment : relative) {
      if (segment.toString().startsWith(".")) return false;
    }
    String name = relative.getFileName().toString();
    if (name.endsWith("_test.rego")) return false;
    return name.endsWith(".rego")
        || name.endsWith(".yaml")
        || name.endsWith(".yml")
        || name.equals("data.json");
  }

  private static void read(
      Path root, String name, Path file, Map<String, PolicyFile> files, List<Diagnostic> problems) {
    Path relative = root.equals(file) ? file.getFileName() : root.relativize(file);
    String below = relative.toString().replace(file.getFileSystem().getSeparator(), "/");
    String path = file.endsWith("data.json") ? below : name + "/" + below;
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        problems.add(
            Diagnostic.error(
                "authz/unreadable-policies",
                "`" + file + "` has " + Files.size(file) + " bytes (expected: <= 32MiB)"));
        return;
      }
      var policy = new PolicyFile(path, Files.readAllBytes(file));
      if (files.put(path, policy) != null) {
        problems.add(
            Diagnostic.error(
                    "authz/duplicate-file",
                    "`" + file + "` would be `" + path + "`, which is taken")
                .withHelp("rename one of the two files"));
      }
    } catch (NoSuchFileException e) {
      // Gone since it was listed: the next event tells.
    } catch (IOException | IllegalArgumentException e) {
      problems.add(
          Diagnostic.error(
              "authz/unreadable-policies",
              "`" + file + "` cannot be read (" + e.getMessage() + ")"));
    }
  }
}
