package io.watchword.ca.attestation.plugin;

/// One way to find out which machine is asking. Thread-safe; may block: it runs on a virtual thread
/// of its own for each agent that comes.
public interface NodeAttestor extends AutoCloseable {

  /// How agents name it: lower-case letters, digits and `_`, such as `x509pop`.
  String type();

  /// Who the agent is, by what it showed and what it answers to challenges.
  ///
  /// @param evidence as the agent's side made it; from a stranger, of any content
  /// @throws RefusedEvidenceException where it proves nothing
  NodeClaim attest(byte[] evidence, Challenge challenge);

  /// Ends what it holds open.
  @Override
  default void close() {}
}
