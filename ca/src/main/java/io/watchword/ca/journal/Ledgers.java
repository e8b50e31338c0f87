package io.watchword.ca.journal;

import java.nio.file.Path;

/// Opens what state is kept in.
public interface Ledgers {

  /// The ledger called `name`, made where there is none.
  ///
  /// @param name such as `trust`
  /// @throws JournalException `ca/journal-corrupt` where a line in the middle was altered
  Ledger open(String name);

  /// The documents called `name`, none where there are none yet.
  ///
  /// @param name such as `trusters`
  /// @throws JournalException `ca/journal-corrupt` where a line in the middle was altered
  Documents documents(String name);

  /// Files `NAME.journal` in `directory`, which belong to this CA alone.
  static Ledgers in(Path directory, JournalFiles files) {
    return new Ledgers() {
      @Override
      public Ledger open(String name) {
        return Journal.open(directory.resolve(name + ".journal"), files);
      }

      @Override
      public Documents documents(String name) {
        return DocumentJournal.open(directory.resolve(name + ".journal"), files);
      }
    };
  }
}
