package io.watchword.agent.node;

import java.util.Optional;

/// By which means the agent is let in, at first and whenever its identity has ended. Thread-safe.
public interface WayIn {

  /// What to try now; empty where there is nothing to try.
  ///
  /// @throws io.watchword.agent.node.plugin.ProofUnavailableException where there should be
  Optional<Introduction> next();

  /// That attempt was the last of its kind: it was taken, or refused for good.
  void settled(Introduction introduction);

  /// Whether the same means may be tried again and again.
  boolean isRepeatable();

  /// What an agent without identity does about it, for people.
  String outlook();
}
