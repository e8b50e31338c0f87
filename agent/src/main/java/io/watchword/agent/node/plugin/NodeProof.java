package io.watchword.agent.node.plugin;

/// What a node shows and answers during one attestation. Used by one thread.
public interface NodeProof extends AutoCloseable {

  /// What it shows first, in the form of the type.
  byte[] evidence();

  /// The answer to a challenge of the CA; may block.
  ///
  /// @throws ProofUnavailableException where there is none
  byte[] answer(byte[] challenge);

  /// Ends what was opened for it.
  @Override
  default void close() {}
}
