package io.watchword.proxy.tls;

import io.netty.handler.ssl.OpenSslCertificateException;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.tls.ChainTrustManager;
import io.watchword.proxy.observe.Cause;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Set;

/// Accepts a peer for its X.509-SVID and for nothing else: host names play no part. Thread-safe.
final class SvidTrustManager extends ChainTrustManager {

  // Verification errors of OpenSSL's x509_vfy.h; the library turns them into the right TLS alert.
  private static final int EXPIRED = 10;
  private static final int NOT_YET_VALID = 9;
  private static final int UNKNOWN_ISSUER = 20;
  private static final int REVOKED = 23;
  private static final int REJECTED = 28;

  private final VerifiedPeers peers;
  private final Set<SpiffeId> expected;

  /// @param expected the only peers to accept; empty for any of a trusted domain
  SvidTrustManager(VerifiedPeers peers, Set<SpiffeId> expected) {
    this.peers = peers;
    this.expected = expected;
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    try {
      VerifiedPeer peer = peers.verify(chain);
      if (!expected.isEmpty() && !expected.contains(peer.spiffeId())) {
        throw new RefusedPeerException(
            Cause.UNEXPECTED_PEER,
            "peer is `%s` (expected: one of %s)".formatted(peer.spiffeId(), expected));
      }
    } catch (RefusedPeerException e) {
      throw new OpenSslCertificateException(e.getMessage(), e, errorCode(e.reason()));
    }
  }

  private static int errorCode(Cause reason) {
    return switch (reason) {
      case EXPIRED -> EXPIRED;
      case NOT_YET_VALID -> NOT_YET_VALID;
      case REVOKED -> REVOKED;
      case UNTRUSTED, WRONG_TRUST_DOMAIN -> UNKNOWN_ISSUER;
      default -> REJECTED;
    };
  }

  @Override
  protected void checkClient(X509Certificate[] chain) throws CertificateException {
    check(chain);
  }

  @Override
  protected void checkServer(X509Certificate[] chain) throws CertificateException {
    check(chain);
  }
}
