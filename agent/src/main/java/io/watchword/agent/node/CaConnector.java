package io.watchword.agent.node;

/// Ways to the CA. Thread-safe.
public interface CaConnector extends AutoCloseable {

  /// Is let in with a node SVID. Trusts only the CA that the introduction knows.
  ///
  /// @param csr PKCS#10 in DER
  /// @throws CaException also where the CA is not that one
  NodeGrant attest(Introduction introduction, byte[] csr);

  /// A client that shows `identity` and trusts its bundle. Connects with the first call.
  CaClient connect(NodeIdentity identity);

  /// Ends every connection at once.
  @Override
  void close();
}
