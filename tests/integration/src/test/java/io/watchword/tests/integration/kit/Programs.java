package io.watchword.tests.integration.kit;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// Programs of others that some tests drive.
public final class Programs {

  private Programs() {}

  /// Whether `name` is on the path.
  public static boolean installed(String name) {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
      if (Files.isExecutable(Path.of(folder, name))) {
        return true;
      }
    }
    return false;
  }

  /// Skips the test, and says so, where `name` is not on the path.
  public static void need(String name) {
    Assumptions.assumeTrue(
        installed(name), "needs-" + name + ": `" + name + "` is not on the path");
  }
}
