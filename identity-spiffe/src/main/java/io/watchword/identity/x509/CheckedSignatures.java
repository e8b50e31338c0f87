package io.watchword.identity.x509;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Signatures of intermediates that were checked before: a mathematical fact, not a verdict of
/// trust. Thread-safe, bounded.
///
/// A proxy sees the same one or two intermediates in every handshake; each would cost it a
/// signature check. Validity, trust and constraints are looked at anew every time, so that a root
/// that is gone is gone.
final class CheckedSignatures {

  private static final int MAX_ENTRIES = 256;

  private final Set<String> known = ConcurrentHashMap.newKeySet();

  boolean isKnown(StrictX509Certificate child, StrictX509Certificate authority) {
    return known.contains(key(child, authority));
  }

  void remember(StrictX509Certificate child, StrictX509Certificate authority) {
    if (known.size() >= MAX_ENTRIES) {
      known.clear();
    }
    known.add(key(child, authority));
  }

  private static String key(StrictX509Certificate child, StrictX509Certificate authority) {
    return child.sha256Hex() + authority.sha256Hex();
  }
}
