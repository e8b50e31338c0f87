package io.watchword.authz.decision;

import java.util.concurrent.CompletionStage;

/// Decides connections and requests. Thread-safe. Never throws and never completes exceptionally:
/// what goes wrong is a [Decision.Failed]. A local policy completes at once on the caller's thread;
/// a remote one completes on a thread of its own.
public interface DecisionPoint {

  /// For TCP listeners; on HTTP listeners only explicit connection-layer rules act here, otherwise
  /// this allows.
  CompletionStage<Decision> decide(ConnectionFacts facts);

  CompletionStage<Decision> decide(RequestFacts facts);

  /// `sha256:...` of the policy in force; empty where there is none to name.
  String policyDigest();
}
