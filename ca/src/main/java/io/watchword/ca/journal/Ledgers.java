package io.watchword.ca.journal;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Function;

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

  /// The same where no line is needed for ever: those that are not needed any more may be missing
  /// in `lines`.
  ///
  /// @param neededUntil until when a line with this body is asked for after a restart
  default Ledger open(String name, Function<String, Instant> neededUntil, InstantSource clock) {
    return open(name);
  }

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

      @Override
      public Ledger open(String name, Function<String, Instant> neededUntil, InstantSource clock) {
        return SegmentedJournal.open(
            directory,
            name,
            new SegmentedJournal.Rules(neededUntil, clock, SegmentedJournal.LINES),
            files);
      }
    };
  }
}
