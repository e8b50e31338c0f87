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

  /// What was there when it was opened, in order; none after `forgetLines`.
  List<JournalLine> lines();

  /// What was there has been read: it need not be kept in memory any longer.
  default void forgetLines() {}

  /// Makes `body` durable and returns when it is.
  ///
  /// Outside `exclusively` it does not wait for what others appended before it: their lines may be
  /// heard of later. Lines have numbers for those to whom the order matters.
  ///
  /// @throws JournalException `ca/journal-unavailable`, `ca/lease-lost`: the caller must refuse
  ///   what it was to record, which may stand in the ledger all the same; if so it is heard of
  ///   later
  JournalLine append(String body);

  /// Makes all of `bodies` durable in this order, and returns when they are: one wait for all.
  ///
  /// @throws JournalException `ca/journal-unavailable`: the caller must take none of them for
  ///   recorded
  default List<JournalLine> appendAll(List<String> bodies) {
    return exclusively(() -> bodies.stream().map(this::append).toList());
  }

  /// Runs `work` while nobody else, here or in another CA, appends. Before it runs, `onForeign` has
  /// heard of everything that others appended.
  ///
  /// A line that `work` appends is durable when `append` returns, and what was looked at before
  /// still holds then. For a second line the ledger is taken anew: others may have come in between,
  /// and were heard of.
  ///
  /// May be nested on one thread. `work` must not wait for anything that takes long.
  <T> T exclusively(Supplier<T> work);

  /// Hands `listener` the lines that other CAs append, in order and each once. One call at a time.
  void onForeign(Consumer<List<JournalLine>> listener);

  /// Returns when `onForeign` has heard of everything that others had appended before the call.
  ///
  /// @throws JournalException `ca/journal-unavailable`
  void catchUp();

  /// Why the last append failed, or why others cannot be heard; empty where all is well.
  Optional<String> problem();

  @Override
  void close();
}
