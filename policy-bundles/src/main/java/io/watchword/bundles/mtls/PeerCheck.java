package io.watchword.bundles.mtls;

import io.watchword.identity.bundle.TrustBundles;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.svid.InvalidSvidException;
import io.watchword.identity.svid.X509SvidValidator;
import io.watchword.identity.tls.ChainTrustManager;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/// Judges peers by their SVIDs and the trust bundles of this moment. Names and addresses of hosts
/// play no part: SPIFFE IDs are the names here. Thread-safe.
final class PeerCheck extends ChainTrustManager {

  private final X509SvidValidator validator = new X509SvidValidator();
  private final Supplier<TrustBundles> trust;
  private final ExpectedPeer expected;
  private final InstantSource clock;

  PeerCheck(Supplier<TrustBundles> trust, ExpectedPeer expected, InstantSource clock) {
    this.trust = trust;
    this.expected = expected;
    this.clock = clock;
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    SpiffeId peer;
    try {
      peer = validator.validate(List.of(chain), trust.get(), clock.instant()).id();
    } catch (InvalidSvidException e) {
      throw new CertificateException(e.getMessage(), e);
    }
    var problem = expected.problemOf(peer);
    if (problem.isPresent()) throw new CertificateException(problem.get());
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
