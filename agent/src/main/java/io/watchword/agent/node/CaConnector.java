package io.watchword.agent.node;

/// Ways to the CA. Thread-safe.
public interface CaConnector extends AutoCloseable {

  /// Trades a join token for a node SVID. Trusts only a CA whose chain ends in the token's root.
  ///
  /// @param csr PKCS#10 in DER
  /// @throws CaException also where the CA is not the one that the token means
  NodeGrant attest(JoinToken token, byte[] csr);

  /// A client that shows `identity` and trusts its bundle. Connects with the first call.
  CaClient connect(NodeIdentity identity);

  /// Ends every connection at once.
  @Override
  void close();
}
