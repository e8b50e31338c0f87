package io.watchword.agent.workload;

import io.watchword.agent.attestation.Caller;
import io.watchword.agent.svid.EntitlementSource;
import io.watchword.agent.svid.Entitlements;
import io.watchword.identity.id.SpiffeId;
import java.util.Set;

/// What an attested caller may have. Thread-safe.
public final class CallerEntitlements {

  private final EntitlementSource source;

  /// Looks up in `source`.
  public CallerEntitlements(EntitlementSource source) {
    this.source = source;
  }

  /// What `caller` may have now.
  public Entitlements of(Caller caller) {
    Entitlements entitlements = source.of(caller.selectors());
    // An entry that needs what an attestor could not tell fits nobody; but that is no answer for
    // ever.
    boolean isUndecided =
        entitlements.trust().isPresent()
            && entitlements.entries().isEmpty()
            && !caller.failedTypes().isEmpty()
            && source.anyFits(caller::mightSatisfy);
    return isUndecided
        ? Entitlements.nothing("the caller could not be attested: the agent's log says why")
        : entitlements;
  }

  /// The SPIFFE IDs that `caller` may have, whether issued or not; orders nothing.
  public Set<SpiffeId> idsOf(Caller caller) {
    return source.idsOf(caller.selectors());
  }
}
