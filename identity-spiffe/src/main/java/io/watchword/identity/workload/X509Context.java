package io.watchword.identity.workload;

import io.watchword.identity.bundle.TrustBundles;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.svid.RevocationLists;
import io.watchword.identity.svid.X509Svid;
import java.util.List;
import java.util.Optional;

/// Everything a workload has at one moment: its identities and whom it trusts. Immutable; any
/// thread.
///
/// @param svids at least one, the default one first
/// @param bundles its own trust domain's, and those it is federated with
/// @param revocations the revocation lists that came along; often none
public record X509Context(List<X509Svid> svids, TrustBundles bundles, RevocationLists revocations) {

  /// Checks that there is an identity.
  public X509Context {
    svids = List.copyOf(svids);
    if (svids.isEmpty()) {
      throw new NoIdentityException("there is no X.509-SVID");
    }
  }

  /// Without revocation lists.
  public X509Context(List<X509Svid> svids, TrustBundles bundles) {
    this(svids, bundles, RevocationLists.none());
  }

  /// The identity to use where nothing says which.
  public X509Svid defaultSvid() {
    return svids.getFirst();
  }

  /// The identity that the operator calls `hint`.
  public Optional<X509Svid> byHint(String hint) {
    return svids.stream().filter(svid -> svid.hint().equals(hint)).findFirst();
  }

  /// The first identity with that ID.
  public Optional<X509Svid> byId(SpiffeId id) {
    return svids.stream().filter(svid -> svid.id().equals(id)).findFirst();
  }
}
