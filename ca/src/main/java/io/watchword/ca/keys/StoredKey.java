package io.watchword.ca.keys;

import java.security.cert.X509Certificate;
import java.util.List;

/// A key with what certifies it. Immutable.
///
/// @param name in its store
/// @param chain own certificate first, root last; a root's is itself alone
public record StoredKey(String name, SigningKey key, List<X509Certificate> chain) {

  /// Copies the chain.
  public StoredKey {
    chain = List.copyOf(chain);
  }

  /// Its own certificate.
  public X509Certificate certificate() {
    return chain.getFirst();
  }
}
