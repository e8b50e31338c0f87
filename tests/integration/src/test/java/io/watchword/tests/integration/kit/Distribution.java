package io.watchword.tests.integration.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The distribution that the build has just made: what these tests are about.
public final class Distribution {

  private Distribution() {}

  /// The checkout.
  public static Path checkout() {
    return Path.of(System.getProperty("house.root", "../..")).toAbsolutePath().normalize();
  }

  /// The distribution's folder.
  public static Path home() {
    Path home = checkout().resolve("cli/target/watchword");
    if (!Files.isExecutable(home.resolve("bin/watchword"))) {
      throw new AssertionError(
          "no distribution at `"
              + home
              + "`; build it with `mvn -Dquick -DskipTests -pl cli -am package`");
    }
    return home;
  }

  /// The launcher.
  public static Path launcher() {
    return home().resolve("bin/watchword");
  }

  /// File names of the jars on the class path of `role`.
  public static List<String> classPath(String role) throws IOException {
    return Files.readAllLines(home().resolve("roles/" + role + ".classpath"));
  }
}
