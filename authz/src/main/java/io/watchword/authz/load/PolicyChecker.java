package io.watchword.authz.load;

import io.watchword.bundles.archive.PolicyFile;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Checks policies without putting them into force. Stateless.
public final class PolicyChecker {

  private PolicyChecker() {}

  /// Everything that is wrong or suspicious, in all files; empty where all is well.
  public static List<Diagnostic> check(List<PolicyFile> files, LoadSettings settings) {
    List<Diagnostic> problems = new ArrayList<>();
    PolicyLoader.load(files, settings, problems);
    return problems;
  }

  /// The policy files below `paths`, folders read whole, each named as a person would type it.
  ///
  /// @throws InvalidInputException where one cannot be read
  public static List<PolicyFile> read(List<Path> paths) {
    List<PolicyFile> files = new ArrayList<>();
    for (Path path : paths) {
      try (Stream<Path> found = Files.walk(path)) {
        for (Path file :
            found.filter(Files::isRegularFile).filter(PolicyChecker::isPolicy).sorted().toList()) {
          String name = file.normalize().toString().replaceFirst("^[/.]+", "");
          files.add(new PolicyFile(name, Files.readAllBytes(file)));
        }
      } catch (IOException e) {
        throw new InvalidInputException(
            Diagnostic.error(
                    "authz/unreadable",
                    "`" + path + "` cannot be read: " + e.getClass().getSimpleName())
                .withHelp("expected: a policy file, or a folder with some"));
      }
    }
    return files;
  }

  private static boolean isPolicy(Path file) {
    String name = String.valueOf(file.getFileName());
    boolean policy =
        Stream.of(".rego", ".yaml", ".yml").anyMatch(name::endsWith) || name.equals("data.json");
    return policy && !name.startsWith(".");
  }
}
