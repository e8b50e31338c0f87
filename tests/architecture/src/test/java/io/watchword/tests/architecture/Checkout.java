package io.watchword.tests.architecture;

import java.nio.file.Files;
import java.nio.file.Path;

/// The checkout, from wherever in it the test was started. Stateless.
final class Checkout {

  private Checkout() {}

  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("LICENSE"))) {
      folder = folder.getParent();
    }
    return folder;
  }
}
