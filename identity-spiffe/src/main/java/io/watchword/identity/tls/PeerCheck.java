package io.watchword.identity.tls;

import io.watchword.identity.id.IdentityException;
import io.watchword.identity.svid.VerifiedX509Svid;
import io.watchword.identity.svid.X509SvidValidator;
import io.watchword.identity.workload.X509Context;
import io.watchword.identity.workload.X509Source;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Accepts a peer for its X.509-SVID, by what is trusted at this moment: names and addresses of
/// hosts play no part. Thread-safe.
final class PeerCheck extends ChainTrustManager {

  private final X509Source source;
  private final X509SvidValidator validator;
  private final InstantSource clock;
  private final PeerAuthorizer authorizer;

  PeerCheck(
      X509Source source,
      X509SvidValidator validator,
      InstantSource clock,
      PeerAuthorizer authorizer) {
    this.source = source;
    this.validator = validator;
    this.clock = clock;
    this.authorizer = authorizer;
  }

  /// The identity that `chain` proves now.
  ///
  /// @throws IdentityException where it proves none, or nothing is trusted
  VerifiedX509Svid verify(List<X509Certificate> chain) {
    X509Context context = source.current();
    return validator.validate(chain, context.bundles(), context.revocations(), clock.instant());
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    Optional<String> refusal;
    try {
      // The order matters: nobody asks whether an ID is welcome before it is proven.
      refusal = authorizer.refusalOf(verify(List.of(chain)).id());
    } catch (IdentityException e) {
      throw new CertificateException(e.getMessage(), e);
    }
    if (refusal.isPresent()) {
      throw new CertificateException(refusal.get());
    }
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
