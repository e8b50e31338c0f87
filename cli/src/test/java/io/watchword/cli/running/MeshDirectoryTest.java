package io.watchword.cli.running;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeshDirectoryTest {

  @TempDir Path folder;

  private MeshDirectory mesh(ProcessHandle process) throws IOException {
    MeshDirectory directory = new MeshDirectory(folder);
    directory.write(
        new MeshFile(
            process.pid(),
            "example.org",
            "trust.pem",
            new MeshFile.Ca(0, "", "", ""),
            List.of(),
            List.of(),
            List.of(),
            List.of()));
    return directory;
  }

  @Test
  void supervisor_theProcessThatWroteTheFile_isFound() throws IOException {
    ProcessHandle self = ProcessHandle.current();

    assertThat(mesh(self).supervisor()).contains(self);
  }

  @Test
  void supervisor_idThatWentToALaterProcess_isNotTaken() throws IOException {
    ProcessHandle self = ProcessHandle.current();
    MeshDirectory directory = mesh(self);
    Instant before = self.info().startInstant().orElseThrow().minus(Duration.ofMinutes(1));
    Files.setLastModifiedTime(folder.resolve(MeshFile.NAME), FileTime.from(before));

    assertThat(directory.supervisor()).isEmpty();
  }
}
