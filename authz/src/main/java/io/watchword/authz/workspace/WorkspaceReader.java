package io.watchword.authz.workspace;

import io.watchword.authz.builtin.encoding.YamlDocument;
import io.watchword.authz.rego.Module.RegoVersion;
import io.watchword.authz.rego.Source;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;
import io.watchword.bundles.RefusedBundleException;
import io.watchword.bundles.archive.ArchiveLimits;
import io.watchword.bundles.archive.BundleArchive;
import io.watchword.bundles.archive.Manifest;
import io.watchword.bundles.archive.PolicyFile;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads a [Workspace]. Used once, by one thread.
///
/// A folder is searched deeply; the folders below it name the place of a data file: with `-d conf`,
/// `conf/a/b/x.json` is merged in under `data.a.b`. `a.b:FILE` names the place itself.
public final class WorkspaceReader {

  private final List<Source> modules = new ArrayList<>();
  private final DataTree data = new DataTree();
  private final Map<String, RegoVersion> versions = new HashMap<>();
  private final List<Diagnostic> problems = new ArrayList<>();

  private WorkspaceReader() {}

  /// @param paths files and folders, each may begin with `a.b:`
  /// @param bundles folders and tar.gz in which only `*.rego`, `data.json` and `data.yaml` count,
  ///   and `.manifest` for the version of Rego
  /// @throws InvalidInputException naming everything that cannot be read
  public static Workspace read(List<String> paths, List<Path> bundles) {
    WorkspaceReader reader = new WorkspaceReader();
    paths.forEach(reader::path);
    bundles.forEach(reader::bundle);
    if (!reader.problems.isEmpty()) {
      throw new InvalidInputException(reader.problems);
    }
    return new Workspace(reader.modules, reader.data.document(), reader.versions);
  }

  private void path(String given) {
    int colon = given.indexOf(':');
    boolean prefixed = colon > 0 && !Files.exists(Path.of(given));
    List<String> place =
        prefixed ? Arrays.asList(given.substring(0, colon).split("[./]", -1)) : List.of();
    Path path = Path.of(prefixed ? given.substring(colon + 1) : given);
    if (Files.isDirectory(path)) {
      folder(path, place, false);
    } else if (Files.isRegularFile(path)) {
      file(shown(path), path, place, false);
    } else {
      unreadable(path, "no such file or folder");
    }
  }

  private void bundle(Path path) {
    if (Files.isDirectory(path)) {
      manifest(path);
      folder(path, List.of(), true);
    } else if (Files.isRegularFile(path)) {
      archive(path);
    } else {
      unreadable(path, "no such file or folder");
    }
  }

  // What `.manifest` says about the modules below `folder`, told before they are read.
  private void manifest(Path folder) {
    Path manifest = folder.resolve(Manifest.PATH);
    if (!Files.isRegularFile(manifest)) {
      return;
    }
    try (Stream<Path> below = Files.walk(folder)) {
      BundleVersions versions = BundleVersions.of(Files.readAllBytes(manifest));
      for (Path file : below.filter(path -> path.toString().endsWith(".rego")).toList()) {
        String inside = folder.relativize(file).toString().replace(File.separatorChar, '/');
        versions.of(inside).ifPresent(version -> this.versions.put(shown(file), version));
      }
    } catch (IOException | UncheckedIOException e) {
      unreadable(manifest, e.getClass().getSimpleName());
    } catch (RefusedBundleException e) {
      unreadable(manifest, String.valueOf(e.getMessage()));
    }
  }

  private void folder(Path folder, List<String> place, boolean bundle) {
    List<Path> entries;
    try (Stream<Path> all = Files.list(folder)) {
      entries = all.sorted(Comparator.comparing(Path::toString)).toList();
    } catch (IOException e) {
      unreadable(folder, e.getClass().getSimpleName());
      return;
    }
    for (Path entry : entries) {
      String name = String.valueOf(entry.getFileName());
      if (Files.isDirectory(entry)) {
        List<String> inner = new ArrayList<>(place);
        inner.add(name);
        folder(entry, inner, bundle);
      } else if (Files.isRegularFile(entry)) {
        file(shown(entry), entry, place, bundle);
      }
    }
  }

  private static String shown(Path path) {
    return path.normalize().toString();
  }

  private void file(String name, Path file, List<String> place, boolean bundle) {
    if (!counts(name, bundle)) {
      return;
    }
    if (name.endsWith(".tar.gz")) {
      archive(file);
      return;
    }
    try {
      content(name, Files.readAllBytes(file), place);
    } catch (IOException e) {
      unreadable(file, e.getClass().getSimpleName());
    }
  }

  private void archive(Path path) {
    try {
      List<PolicyFile> files = BundleArchive.read(Files.readAllBytes(path), ArchiveLimits.DEFAULT);
      BundleVersions versions = BundleVersions.NONE;
      for (PolicyFile file : files) {
        versions = file.path().equals(Manifest.PATH) ? BundleVersions.of(file.content()) : versions;
      }
      for (PolicyFile file : files) {
        if (counts(file.path(), true)) {
          versions.of(file.path()).ifPresent(version -> this.versions.put(file.path(), version));
          List<String> folders = Arrays.asList(file.path().split("/", -1));
          content(file.path(), file.content(), folders.subList(0, folders.size() - 1));
        }
      }
    } catch (IOException | RefusedBundleException e) {
      unreadable(path, String.valueOf(e.getMessage()));
    }
  }

  private static boolean counts(String path, boolean bundle) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    boolean document =
        bundle
            ? List.of("data.json", "data.yaml", "data.yml").contains(name)
            : Stream.of(".json", ".yaml", ".yml", ".tar.gz").anyMatch(name::endsWith);
    return name.endsWith(".rego") || document;
  }

  private void content(String name, byte[] content, List<String> place) {
    Optional<String> text = Source.decode(name, content, problems);
    if (text.isEmpty()) {
      return;
    }
    if (name.endsWith(".rego")) {
      modules.add(Source.of(name, text.get()));
      return;
    }
    try {
      Value document =
          name.endsWith(".json") ? ValueJson.parse(text.get()) : YamlDocument.parse(text.get());
      data.merge(place, document)
          .ifPresent(
              at ->
                  problems.add(
                      Diagnostic.error(
                              "authz/merge-conflict",
                              "`" + name + "` sets `" + at + "`, which another file has set")
                          .withHelp("keep it in one file; only objects are merged")));
    } catch (IllegalArgumentException e) {
      problems.add(
          Diagnostic.error(
                  "authz/data-json", "`" + name + "` is no data document: " + e.getMessage())
              .withHelp("expected: JSON or YAML"));
    }
  }

  private void unreadable(Path path, String why) {
    problems.add(
        Diagnostic.error("authz/unreadable", "`" + path + "` cannot be read: " + why)
            .withHelp("expected: a policy or data file, or a folder with some"));
  }
}
