package io.watchword.agent.node;

import io.watchword.identity.id.TrustDomain;
import java.util.List;
import java.util.Map;

/// All that the CA wants this agent to know, or what changed of it in the entries. Immutable.
///
/// @param trust of the agent's own trust domain
/// @param federated of each foreign trust domain that some entry federates with
/// @param issuingRootSha256 root under which SVIDs are issued now, lower-case hexadecimal
public record SyncState(
    DomainTrust trust,
    Map<TrustDomain, DomainTrust> federated,
    EntryChanges entries,
    String issuingRootSha256) {

  /// Copies the map.
  public SyncState {
    federated = Map.copyOf(federated);
  }

  /// The same without its entries, to be kept.
  SyncState withoutEntries() {
    return new SyncState(trust, federated, EntryChanges.all(List.of()), issuingRootSha256);
  }
}
