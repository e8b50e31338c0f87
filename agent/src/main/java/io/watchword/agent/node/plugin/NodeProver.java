package io.watchword.agent.node.plugin;

/// One way to prove to the CA which node this is, as often as is necessary. Thread-safe.
public interface NodeProver {

  /// The type that the CA's side has, such as `x509pop`.
  String type();

  /// A proof for one attestation; may block.
  ///
  /// @throws ProofUnavailableException where there is none now; it will be tried again
  NodeProof prove();
}
