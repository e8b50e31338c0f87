package io.watchword.agent.delegated;

import io.watchword.agent.attestation.Caller;
import io.watchword.agent.workload.CallerEntitlements;
import io.watchword.identity.id.SpiffeId;
import java.util.Set;

/// Who may ask for the identities of others: processes that are entitled to one of these SPIFFE
/// IDs. Thread-safe.
public final class Delegates {

  private final Set<SpiffeId> authorized;
  private final CallerEntitlements callers;

  /// @param authorized by the operator
  public Delegates(Set<SpiffeId> authorized, CallerEntitlements callers) {
    this.authorized = Set.copyOf(authorized);
    this.callers = callers;
  }

  /// Whether `caller` is one of them now.
  public boolean contains(Caller caller) {
    return callers.idsOf(caller).stream().anyMatch(authorized::contains);
  }
}
