package io.watchword.ca.policy;

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

/// Reads the Rego below some folders: `*.rego` without tests, and `data.json`. Stateless.
final class PolicyFolders {

  private PolicyFolders() {}

  /// Files by their path with the folder's name before it.
  ///
  /// @throws InvalidInputException `ca/issuance-policy`
  static List<PolicyFile> read(List<Path> folders) {
    List<PolicyFile> files = new ArrayList<>();
    for (Path folder : folders) {
      try (Stream<Path> below = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
        for (Path file : below.filter(Files::isRegularFile).sorted().toList()) {
          if (isPolicy(folder, file)) {
            files.add(new PolicyFile(name(folder, file), Files.readAllBytes(file)));
          }
        }
      } catch (IOException | UncheckedIOException e) {
        throw new InvalidInputException(
            Diagnostic.error(
                    "ca/issuance-policy",
                    "`" + folder + "` cannot be read (" + e.getMessage() + ")")
                .withHelp("name readable folders under `issuance-policy`"));
      }
    }
    return files;
  }

  private static boolean isPolicy(Path folder, Path file) {
    for (Path segment : folder.relativize(file)) {
      // A mounted volume keeps its versions in folders of such names.
      if (segment.toString().startsWith(".")) {
        return false;
      }
    }
    String name = String.valueOf(file.getFileName());
    return name.endsWith(".rego") && !name.endsWith("_test.rego") || name.equals("data.json");
  }

  private static String name(Path folder, Path file) {
    String path = folder.relativize(file).toString();
    return path.endsWith("data.json")
        ? path
        : folder.toAbsolutePath().normalize().getFileName() + "/" + path;
  }
}
