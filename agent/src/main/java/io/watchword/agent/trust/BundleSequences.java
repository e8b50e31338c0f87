package io.watchword.agent.trust;

import io.watchword.identity.bundle.X509Bundle;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/// The CA's sequence of each bundle it sent lately, by the bundle's digest: proxies know only the
/// latter. Thread-safe.
public final class BundleSequences {

  private static final int KEPT = 64;

  private final Map<String, Long> byDigest =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > KEPT;
        }
      };

  /// Notes a bundle that the CA sent.
  public synchronized void note(X509Bundle bundle) {
    String digest = HexFormat.of().formatHex(bundle.sha256());
    byDigest.remove(digest);
    byDigest.put(digest, bundle.sequence().orElse(0));
  }

  /// The sequence of the bundle with that digest; 0 where it is not one of the CA's.
  public synchronized long of(String digest) {
    return byDigest.getOrDefault(digest, 0L);
  }
}
