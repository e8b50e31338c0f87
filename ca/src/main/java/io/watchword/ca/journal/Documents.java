package io.watchword.ca.journal;

import java.util.Map;
import java.util.function.Consumer;

/// Durable texts by key of which only the newest counts: state without a history. Thread-safe.
///
/// One CA has them in a file of its own; several CAs of one trust domain share them, and then each
/// hears of what the others put.
public interface Documents extends AutoCloseable {

  /// What was there when they were opened.
  Map<String, String> atOpening();

  /// Puts `body` under `key` in place of what was there, and returns when it is durable.
  ///
  /// @throws JournalException `ca/journal-unavailable`: what was there may be there still
  void put(String key, String body);

  /// Hands `listener` what other CAs put, the newest body of each key, in the order it was put. One
  /// call at a time.
  void onForeign(Consumer<Map<String, String>> listener);

  @Override
  void close();
}
