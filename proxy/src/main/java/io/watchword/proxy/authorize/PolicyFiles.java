package io.watchword.proxy.authorize;

import io.watchword.bundles.archive.PolicyFile;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Reads policy files below folders. Stateless.
final class PolicyFiles {

  private PolicyFiles() {}

  /// All `*.rego` without tests, `*.yaml`, `*.yml` and `data.json`, by their path with the folder's
  /// name before it.
  static List<PolicyFile> read(List<Path> roots) {
    List<PolicyFile> files = new ArrayList<>();
    for (Path root : roots) {
      try (Stream<Path> below = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
        for (Path file : below.filter(Files::isRegularFile).sorted().toList()) {
          if (isPolicy(root, file)) {
            files.add(new PolicyFile(nameOf(root, file), Files.readAllBytes(file)));
          }
        }
      } catch (IOException | UncheckedIOException e) {
        throw new InvalidInputException(
            Diagnostic.error(
                    "proxy/policies-unreadable",
                    "policies `" + root + "` cannot be read (" + e.getMessage() + ")")
                .withHelp("name a readable file or folder under `policies.files`"));
      }
    }
    return files;
  }

  private static boolean isPolicy(Path root, Path file) {
    for (Path segment : root.relativize(file)) {
      if (segment.toString().startsWith(".")) {
        return false;
      }
    }
    String name = String.valueOf(file.getFileName());
    boolean isRego = name.endsWith(".rego") && !name.endsWith("_test.rego");
    return isRego || name.endsWith(".yaml") || name.endsWith(".yml") || name.equals("data.json");
  }

  private static String nameOf(Path root, Path file) {
    Path absolute = root.toAbsolutePath().normalize();
    boolean isFolder = !root.equals(file);
    String path = isFolder ? root.relativize(file).toString() : String.valueOf(file.getFileName());
    if (path.endsWith("data.json") || !isFolder) {
      return path;
    }
    return String.valueOf(absolute.getFileName()) + "/" + path;
  }
}
