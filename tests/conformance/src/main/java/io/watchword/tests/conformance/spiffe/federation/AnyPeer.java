package io.watchword.tests.conformance.spiffe.federation;

import io.watchword.identity.tls.ChainTrustManager;
import java.security.cert.X509Certificate;
import java.util.List;

/// Lets every server in and remembers what it presented: the judgement comes after. Not
/// thread-safe.
final class AnyPeer extends ChainTrustManager {

  private List<X509Certificate> chain = List.of();

  List<X509Certificate> chain() {
    return chain;
  }

  @Override
  protected void checkServer(X509Certificate[] presented) {
    chain = List.of(presented);
  }

  @Override
  protected void checkClient(X509Certificate[] presented) {
    throw new UnsupportedOperationException("this is a client");
  }
}
