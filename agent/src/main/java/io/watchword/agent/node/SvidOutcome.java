package io.watchword.agent.node;

import java.security.cert.X509Certificate;
import java.util.List;

/// What became of an order.
public sealed interface SvidOutcome {

  /// The entry it is about.
  String entryId();

  /// The CA signed it. Nothing is verified yet.
  ///
  /// @param chain leaf first, without the root
  record Signed(String entryId, List<X509Certificate> chain) implements SvidOutcome {

    /// Copies the chain.
    public Signed {
      chain = List.copyOf(chain);
    }
  }

  /// The CA declined.
  ///
  /// @param code of `docs/errors.md`
  record Declined(String entryId, String code, String message) implements SvidOutcome {}
}
