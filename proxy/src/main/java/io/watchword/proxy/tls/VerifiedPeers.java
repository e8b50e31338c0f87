package io.watchword.proxy.tls;

import io.watchword.identity.bundle.TrustBundles;
import io.watchword.identity.svid.InvalidSvidException;
import io.watchword.identity.svid.VerifiedX509Svid;
import io.watchword.identity.svid.X509SvidValidator;
import io.watchword.proxy.observe.Cause;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/// Checks peers' chains against one state of trust and remembers the leaves that passed, so that a
/// peer that connects again costs no signature check. It lives and dies with that state of trust.
/// Thread-safe.
final class VerifiedPeers {

  private static final int MAX_REMEMBERED = 8192;

  private final X509SvidValidator validator;
  private final TrustBundles bundles;
  private final InstantSource clock;
  private final ConcurrentHashMap<ByteBuffer, VerifiedPeer> byLeaf = new ConcurrentHashMap<>();

  VerifiedPeers(X509SvidValidator validator, TrustBundles bundles, InstantSource clock) {
    this.validator = validator;
    this.bundles = bundles;
    this.clock = clock;
  }

  /// The peer that showed this chain.
  ///
  /// @throws RefusedPeerException if the chain does not hold now
  VerifiedPeer verify(X509Certificate[] chain) throws RefusedPeerException {
    if (chain.length == 0) {
      throw new RefusedPeerException(Cause.NO_CERTIFICATE, "the peer showed no certificate");
    }
    Instant now = clock.instant();
    byte[] leaf = encoded(chain[0]);
    ByteBuffer key = ByteBuffer.wrap(leaf);
    VerifiedPeer known = byLeaf.get(key);
    if (known != null && now.isBefore(known.until())) {
      return known;
    }
    VerifiedPeer verified = describe(validate(chain, now), leaf);
    if (byLeaf.size() >= MAX_REMEMBERED) {
      byLeaf.clear();
    }
    byLeaf.put(key, verified);
    return verified;
  }

  private VerifiedX509Svid validate(X509Certificate[] chain, Instant now)
      throws RefusedPeerException {
    try {
      return validator.validate(List.of(chain), bundles, now);
    } catch (InvalidSvidException e) {
      throw new RefusedPeerException(cause(e), e.getMessage());
    }
  }

  private static Cause cause(InvalidSvidException e) {
    return switch (e.reason()) {
      case UNTRUSTED -> Cause.UNTRUSTED;
      case EXPIRED -> Cause.EXPIRED;
      case NOT_YET_VALID -> Cause.NOT_YET_VALID;
      case WRONG_TRUST_DOMAIN -> Cause.WRONG_TRUST_DOMAIN;
      case REVOKED -> Cause.REVOKED;
      case INVALID_SVID -> Cause.INVALID_SVID;
    };
  }

  private static VerifiedPeer describe(VerifiedX509Svid svid, byte[] leaf) {
    return new VerifiedPeer(
        svid.id(),
        svid.serial(),
        sha256(leaf),
        sha256(svid.leaf().getPublicKey().getEncoded()),
        HexFormat.of().formatHex(svid.rootSha256()),
        svid.notAfter(),
        svid.trustedUntil());
  }

  private static byte[] encoded(X509Certificate certificate) throws RefusedPeerException {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new RefusedPeerException(Cause.INVALID_SVID, "certificate cannot be read: " + e);
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
