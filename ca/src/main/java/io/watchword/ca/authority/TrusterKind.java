package io.watchword.ca.authority;

import java.util.Locale;

/// What sort of process trusts.
public enum TrusterKind {
  /// A node's agent.
  AGENT,
  /// A proxy that reports for itself.
  PROXY,
  /// This CA.
  CA,
  /// Another trust domain's bundle endpoint client; none yet.
  FEDERATED,
  /// A file that somebody copied and registered; none yet.
  STATIC,
  /// A workload that does not report; its agent answers for it.
  WORKLOAD;

  /// As the admin API says it.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
