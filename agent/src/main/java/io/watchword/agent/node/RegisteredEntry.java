package io.watchword.agent.node;

import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.id.TrustDomain;
import java.time.Instant;
import java.util.Set;

/// A registration entry of this agent: who has all `selectors` may have `spiffeId`. Immutable.
///
/// @param hint what the operator calls this identity; empty for none
/// @param revision grows with each change of the entry
/// @param federatesWith foreign trust domains whose members the workload may verify
/// @param expiresAt from then on there is no such entry; [Instant#MAX]: never
public record RegisteredEntry(
    String id,
    IdTemplate spiffeId,
    Set<String> selectors,
    String hint,
    long revision,
    Set<TrustDomain> federatesWith,
    Instant expiresAt,
    Delivery delivery) {

  /// How its SVIDs reach their workload.
  public enum Delivery {
    /// By the Workload API, made before anybody asks.
    PREFETCHED,
    /// By the Workload API, made when somebody asks for the first time.
    ON_DEMAND,
    /// As files of the SVID store, never by the Workload API.
    STORED
  }

  /// Copies the sets.
  public RegisteredEntry {
    selectors = Set.copyOf(selectors);
    federatesWith = Set.copyOf(federatesWith);
  }

  /// An entry without any specialities.
  public static RegisteredEntry plain(
      String id, SpiffeId spiffeId, Set<String> selectors, String hint, long revision) {
    return new RegisteredEntry(
        id,
        IdTemplate.of(spiffeId),
        selectors,
        hint,
        revision,
        Set.of(),
        Instant.MAX,
        Delivery.PREFETCHED);
  }

  /// Whether it is past its end.
  public boolean isExpired(Instant now) {
    return !now.isBefore(expiresAt);
  }

  /// Whether who has `offered` may have it; no selectors are nobody's.
  public boolean fits(Set<String> offered) {
    // An entry without selectors would fit everybody: no such entry is ever meant.
    return !selectors.isEmpty() && offered.containsAll(selectors);
  }
}
