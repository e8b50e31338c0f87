package io.watchword.cli.quickstart;

import io.watchword.cli.mesh.Distribution;
import io.watchword.cli.mesh.MeshException;
import java.io.IOException;
import java.nio.file.Path;

/// Lets the command itself record what its everyday verbs load, against a mesh that runs.
final class Rehearsal {

  private final Path into;

  Rehearsal(Path into) {
    this.into = into;
  }

  void run(Scene scene) throws InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Distribution.home().resolve("bin/watchword").toString(),
                "rehearse",
                "--dir",
                scene.layout().directory().toString(),
                "--mesh",
                scene.folder().resolve("mesh.yaml").toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(scene.folder().resolve("rehearsal.log").toFile());
    builder.environment().put("WATCHWORD_AOT_RECORD", into.toString());
    try {
      int code = builder.start().waitFor();
      if (code != 0) {
        throw new MeshException("the rehearsal ended with exit code " + code);
      }
    } catch (IOException e) {
      throw new MeshException("the rehearsal could not be started: " + e.getMessage(), e);
    }
  }
}
