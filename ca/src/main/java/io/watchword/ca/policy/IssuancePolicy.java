package io.watchword.ca.policy;

import java.time.Duration;
import java.util.Optional;

/// The last word on an SVID that everything else allows. Thread-safe; never throws: what goes wrong
/// is a no.
public interface IssuancePolicy {

  /// Whether it may be issued.
  Ruling rule(IssuanceQuestion question);

  /// The policy of a CA that has none: whatever the entries say goes.
  static IssuancePolicy none() {
    return question -> Ruling.Granted.AS_ASKED;
  }

  /// An answer.
  sealed interface Ruling {

    /// It may.
    ///
    /// @param ttl how long it may live at most; empty: as long as it would
    record Granted(Optional<Duration> ttl) implements Ruling {
      /// No shorter than it would live.
      public static final Granted AS_ASKED = new Granted(Optional.empty());
    }

    /// It may not.
    ///
    /// @param rule `file:line` of the rule that decided; empty where none could
    /// @param reason a sentence for operators
    record Denied(String rule, String reason) implements Ruling {}
  }
}
