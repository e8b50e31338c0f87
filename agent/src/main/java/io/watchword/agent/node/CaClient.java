package io.watchword.agent.node;

import io.watchword.identity.trust.TrusterState;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// The CA as one agent with one identity sees it. Thread-safe. Every method throws [CaException].
public interface CaClient extends AutoCloseable {

  /// Follows the CA's state: the whole of it at once, then what changed at every change. Returns
  /// when the CA ends the stream or this client is closed; blocks until then.
  ///
  /// @param known an equal entry that is kept already, else the entry itself: so a state that comes
  ///   again takes no memory
  void sync(UnaryOperator<RegisteredEntry> known, Consumer<SyncState> onState);

  /// A new chain for the calling agent.
  List<X509Certificate> renewNode(byte[] csr);

  /// SVIDs for entries of this agent, each order by itself, in the order of `orders`.
  List<SvidOutcome> issue(List<SvidOrder> orders);

  /// A JWT-SVID for an entry of this agent.
  JwtGrant issueJwt(JwtOrder order);

  /// Tells who trusts what; answers within what time to tell again.
  Duration report(List<TrusterState> states);

  /// Root that the CA authenticated itself by on the open connection, lower-case hexadecimal; empty
  /// before the first call.
  Optional<String> peerRootSha256();

  /// Ends the stream at once, lets other calls finish.
  @Override
  void close();
}
