package io.watchword.identity.trust;

/// What a truster is.
public enum TrusterKind {
  /// The agent of a host.
  AGENT,
  /// A proxy, for one of its workloads.
  PROXY,
  /// A CA.
  CA,
  /// Another trust domain.
  FEDERATED,
  /// A verifier that was registered by hand.
  STATIC,
  /// A workload that does not report by itself.
  WORKLOAD
}
