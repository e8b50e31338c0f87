package io.watchword.ca.journal;

import java.nio.file.Path;

/// Opens ledgers.
@FunctionalInterface
public interface Ledgers {

  /// The ledger called `name`, made where there is none.
  ///
  /// @param name such as `trust`
  /// @throws JournalException `ca/journal-corrupt` where a line in the middle was altered
  Ledger open(String name);

  /// Files `NAME.journal` in `directory`, which belong to this CA alone.
  static Ledgers in(Path directory, JournalFiles files) {
    return name -> Journal.open(directory.resolve(name + ".journal"), files);
  }
}
