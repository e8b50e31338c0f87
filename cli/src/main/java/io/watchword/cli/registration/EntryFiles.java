package io.watchword.cli.registration;

import io.watchword.cli.running.CaAnswer;
import io.watchword.platform.bootstrap.config.ConfigReader;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Reads registration entries from YAML files. Thread-safe: no state.
final class EntryFiles {

  private EntryFiles() {}

  /// The entries of `path`: a file, or each `.yaml` and `.yml` below a folder, hidden ones left
  /// out.
  ///
  /// @throws InvalidInputException naming every file and line that is wrong
  static List<CaAnswer.Entry> read(Path path) {
    List<CaAnswer.Entry> entries = new ArrayList<>();
    List<Diagnostic> wrong = new ArrayList<>();
    for (Path file : files(path)) {
      try {
        ConfigReader.read(file, EntryFile.class)
            .entries()
            .forEach(item -> entries.add(item.entry()));
      } catch (InvalidInputException e) {
        wrong.addAll(e.diagnostics());
      }
    }
    if (!wrong.isEmpty()) {
      throw new InvalidInputException(wrong);
    }
    return entries;
  }

  private static List<Path> files(Path path) {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> below = Files.walk(path)) {
      List<Path> found =
          below
              .filter(Files::isRegularFile)
              .filter(file -> isYaml(file) && !isHidden(path.relativize(file)))
              .sorted()
              .toList();
      if (found.isEmpty()) {
        // An empty folder would delete every entry of the source: more likely a wrong path.
        throw unreadable(path, "has no .yaml file");
      }
      return found;
    } catch (IOException e) {
      throw unreadable(path, "cannot be read: " + e.getMessage());
    }
  }

  private static boolean isYaml(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".yaml") || name.endsWith(".yml");
  }

  private static boolean isHidden(Path relative) {
    for (Path part : relative) {
      if (part.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  private static InvalidInputException unreadable(Path path, String why) {
    return new InvalidInputException(
        Diagnostic.error("cli/entries-unreadable", "`" + path + "` " + why)
            .withHelp("name a YAML file with `entries:`, or a folder of such files"));
  }
}
