package io.watchword.proxy.peer;

import io.watchword.authz.decision.ConnectionFacts;
import io.watchword.proxy.observe.PeerFacts;
import io.watchword.proxy.tls.TlsIdentity;
import io.watchword.proxy.tls.VerifiedPeer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// Turns finished handshakes into peers. Stateless.
public final class PeerVerifier {

  private PeerVerifier() {}

  /// The peer of a handshake made with `identity`.
  ///
  /// @throws SSLPeerUnverifiedException if the session has no verified peer
  public static PeerIdentity verify(
      TlsIdentity identity, SSLSession session, InetSocketAddress address)
      throws SSLPeerUnverifiedException {
    VerifiedPeer peer = identity.peer(session);
    String id = peer.spiffeId().toString();
    // The library does not tell the group that was negotiated.
    String group = "";
    PeerFacts facts =
        new PeerFacts(
            id,
            peer.serial(),
            peer.spkiSha256(),
            peer.rootSha256(),
            session.getProtocol(),
            session.getCipherSuite(),
            group);
    return new PeerIdentity(
        peer.spiffeId(),
        facts,
        new ConnectionFacts.Source(
            id,
            address.getAddress().getHostAddress(),
            address.getPort(),
            peer.serial(),
            peer.sha256(),
            peer.notAfter().toString()),
        new ConnectionFacts.Tls(
            session.getProtocol(), session.getCipherSuite(), group, serverName(session), ""),
        peer.until());
  }

  private static String serverName(SSLSession session) {
    if (!(session instanceof ExtendedSSLSession extended)) {
      return "";
    }
    List<SNIServerName> names = extended.getRequestedServerNames();
    return names == null || names.isEmpty()
        ? ""
        : new String(names.getFirst().getEncoded(), StandardCharsets.US_ASCII);
  }
}
