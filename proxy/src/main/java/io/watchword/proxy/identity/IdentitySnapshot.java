package io.watchword.proxy.identity;

import io.watchword.identity.bundle.TrustBundles;
import io.watchword.identity.svid.X509Svid;
import java.time.Instant;

/// A workload's identity at one moment: its SVID, checked against its own bundle, and whom it
/// trusts. Immutable.
///
/// @param rootSha256 of the root above the SVID, lower-case hexadecimal
/// @param until the first moment at which a certificate of the chain is no longer valid
public record IdentitySnapshot(
    X509Svid svid, TrustBundles bundles, String rootSha256, Instant until) {

  /// Whether it may still be shown.
  public boolean isValid(Instant now) {
    return now.isBefore(until);
  }
}
