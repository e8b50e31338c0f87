package io.watchword.cli.mesh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The distribution that this command runs from: its launcher starts the roles.
public final class Distribution {

  private Distribution() {}

  /// Its folder, as the launcher hands it over.
  ///
  /// @throws MeshException where the command was started without the launcher
  public static Path home() {
    String home = System.getProperty("watchword.home");
    if (home == null) {
      throw new MeshException(
          "this command starts roles, which needs the distribution; run it by `bin/watchword`");
    }
    return Path.of(home);
  }

  /// Version of the distribution.
  public static String version() {
    try {
      return Files.readString(home().resolve("VERSION")).strip();
    } catch (IOException e) {
      throw new MeshException("`" + home() + "` is no complete distribution: no VERSION", e);
    }
  }
}
