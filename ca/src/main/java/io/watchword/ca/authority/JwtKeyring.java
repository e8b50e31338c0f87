package io.watchword.ca.authority;

import java.time.Instant;
import java.util.Optional;

/// Where the keys are that sign JWT-SVIDs. Thread-safe; calls may block on a network.
public interface JwtKeyring {

  /// The key called `name`: made where there is none of that name yet. It signs nothing before it
  /// is the active one of [TrustAnchors].
  JwtKey create(String name);

  /// When the last token that the key signed expires; empty where it signed none that still lives.
  Optional<Instant> lastExpiry(String keyId);

  /// Destroys the key; nothing happens where it is gone.
  void destroy(String keyId);

  /// Of a CA that signs no JWT-SVIDs.
  static JwtKeyring none() {
    return new JwtKeyring() {
      @Override
      public JwtKey create(String name) {
        throw new AuthorityException("ca/no-jwt-keys", "this CA signs no JWT-SVIDs");
      }

      @Override
      public Optional<Instant> lastExpiry(String keyId) {
        return Optional.empty();
      }

      @Override
      public void destroy(String keyId) {}
    };
  }
}
