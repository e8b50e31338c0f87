package io.watchword.cli.policy;

import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// JSON documents that a command is given by name. Stateless.
final class JsonFile {

  private JsonFile() {}

  /// @throws InvalidInputException naming the file and what is wrong with it
  static Value read(Path file) {
    try {
      return ValueJson.parse(text(file));
    } catch (IllegalArgumentException e) {
      throw invalid(file, e);
    }
  }

  /// @throws InvalidInputException naming the file
  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new InvalidInputException(
          Diagnostic.error(
                  "authz/unreadable",
                  "`" + file + "` cannot be read: " + e.getClass().getSimpleName())
              .withHelp("name a file in UTF-8 that is there"));
    }
  }

  static InvalidInputException invalid(Path file, IllegalArgumentException why) {
    return new InvalidInputException(
        Diagnostic.error(
                "authz/data-json", "`" + file + "` is not what it should be: " + why.getMessage())
            .withHelp("expected: JSON"));
  }
}
