package io.watchword.cli.quickstart;

import io.watchword.identity.tls.ChainTrustManager;
import java.security.cert.X509Certificate;

/// Accepts every server: an attacker does not care whom it talks to. For attempts of the tour
/// alone; nothing of the product's trust passes here.
final class AnyServer extends ChainTrustManager {

  @Override
  protected void checkServer(X509Certificate[] chain) {}

  @Override
  protected void checkClient(X509Certificate[] chain) {
    throw new IllegalStateException("the tour is no server");
  }
}
