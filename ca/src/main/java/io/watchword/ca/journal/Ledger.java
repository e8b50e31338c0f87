package io.watchword.ca.journal;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A durable sequence of hash-chained lines that state is made of. Thread-safe.
///
/// One CA has it in a file of its own; several CAs of one trust domain share it, and then each
/// hears of the lines that the others append.
public interface Ledger extends AutoCloseable {

  /// What was there when it was opened, in order.
  List<JournalLine> lines();

  /// Makes `body` durable and returns when it is.
  ///
  /// @throws JournalException `ca/journal-unavailable`: it is not recorded, and the caller must
  ///   refuse
  JournalLine append(String body);

  /// Runs `work` while nobody else, here or in another CA, appends. Before it runs, `onForeign` has
  /// heard of everything that others appended; what it appends is durable when this returns, or
  /// nothing of it is.
  ///
  /// May be nested on one thread.
  <T> T exclusively(Supplier<T> work);

  /// Hands `listener` the lines that other CAs append, in order and each once. One call at a time.
  void onForeign(Consumer<List<JournalLine>> listener);

  /// Why the last append failed; empty where it did not.
  Optional<String> problem();

  @Override
  void close();
}
