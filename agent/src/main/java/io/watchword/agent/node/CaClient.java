package io.watchword.agent.node;

import io.watchword.identity.trust.TrusterState;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The CA as one agent with one identity sees it. Thread-safe. Every method throws [CaException].
public interface CaClient extends AutoCloseable {

  /// Follows the CA's state: the whole of it at once and at every change. Returns when the CA ends
  /// the stream or this client is closed; blocks until then.
  void sync(Consumer<SyncState> onState);

  /// A new chain for the calling agent.
  List<X509Certificate> renewNode(byte[] csr);

  /// SVIDs for entries of this agent, each order by itself.
  List<SvidOutcome> issue(List<SvidOrder> orders);

  /// Tells who trusts what; answers within what time to tell again.
  Duration report(List<TrusterState> states);

  /// Root that the CA authenticated itself by on the open connection, lower-case hexadecimal; empty
  /// before the first call.
  Optional<String> peerRootSha256();

  /// Ends the stream at once, lets other calls finish.
  @Override
  void close();
}
