package io.watchword.ca.journal;

import java.io.IOException;
import java.nio.file.Path;

/// Opens journal files.
@FunctionalInterface
public interface JournalFiles {

  /// The file at `path`, made (and its directory entry put on disk) where there is none.
  JournalFile open(Path path) throws IOException;

  /// Those of the disk.
  static JournalFiles onDisk() {
    return DiskJournalFile::open;
  }
}
