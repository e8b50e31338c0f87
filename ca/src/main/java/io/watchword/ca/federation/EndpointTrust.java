package io.watchword.ca.federation;

import io.watchword.identity.bundle.TrustBundles;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.svid.InvalidSvidException;
import io.watchword.identity.svid.VerifiedX509Svid;
import io.watchword.identity.svid.X509SvidValidator;
import io.watchword.identity.tls.ChainTrustManager;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;

/// Accepts one server: the holder of the X.509-SVID `endpoint` under `trust` (SPIFFE Federation
/// §5.2.2). Host names do not matter. Thread-safe.
final class EndpointTrust extends ChainTrustManager {
  private final SpiffeId endpoint;
  private final TrustBundles trust;
  private final InstantSource clock;
  private final X509SvidValidator validator = new X509SvidValidator();

  EndpointTrust(SpiffeId endpoint, TrustBundles trust, InstantSource clock) {
    this.endpoint = endpoint;
    this.trust = trust;
    this.clock = clock;
  }

  @Override
  protected void checkServer(X509Certificate[] chain) throws CertificateException {
    VerifiedX509Svid svid;
    try {
      svid = validator.validate(List.of(chain), trust, clock.instant());
    } catch (InvalidSvidException e) {
      throw new CertificateException(e.getMessage(), e);
    }
    if (!svid.id().equals(endpoint)) {
      throw new CertificateException(
          "the endpoint is `" + svid.id() + "` (expected: `" + endpoint + "`)");
    }
  }

  @Override
  protected void checkClient(X509Certificate[] chain) throws CertificateException {
    throw new CertificateException("a bundle is fetched, not served, here");
  }
}
