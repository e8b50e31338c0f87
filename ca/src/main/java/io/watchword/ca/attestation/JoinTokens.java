package io.watchword.ca.attestation;

import java.time.Instant;
import java.util.Optional;

/// The join tokens that may still be used. What is done is on disk before a method returns.
public interface JoinTokens {

  /// Remembers `token`.
  void add(JoinToken token);

  /// The token with `hash`, which no later call will find: of two callers at once one gets it.
  ///
  /// @return empty where there is none, it was used, or its time is over at `now`
  Optional<JoinToken> take(String hash, Instant now);
}
