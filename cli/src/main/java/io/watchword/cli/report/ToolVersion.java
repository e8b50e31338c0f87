package io.watchword.cli.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The version that a report names as its maker.
final class ToolVersion {

  private ToolVersion() {}

  /// That of the distribution this command runs from.
  static String current() {
    String home = System.getProperty("watchword.home");
    if (home == null) {
      return "(not from a distribution)";
    }
    try {
      return Files.readString(Path.of(home, "VERSION")).strip();
    } catch (IOException e) {
      return "(unknown)";
    }
  }
}
