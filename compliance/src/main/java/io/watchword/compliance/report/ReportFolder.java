package io.watchword.compliance.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/// Writes the files of a report, each in one step, so that nobody finds half of one.
final class ReportFolder {

  private final Path folder;

  ReportFolder(Path folder) {
    this.folder = folder;
  }

  void write(Map<String, byte[]> files) {
    try {
      Files.createDirectories(folder);
      // An older manifest would not match the new files if we were ended in between.
      Files.deleteIfExists(folder.resolve(Manifest.NAME));
    } catch (IOException e) {
      throw new ReportUnwritableException(folder, e);
    }
    files.forEach(this::write);
  }

  private void write(String name, byte[] content) {
    Path file = folder.resolve(name);
    Path unfinished = folder.resolve(name + ".new");
    try {
      Files.write(unfinished, content);
      Files.move(
          unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new ReportUnwritableException(file, e);
    }
  }
}
