package io.watchword.agent.node;

import io.watchword.identity.bundle.X509Bundle;
import java.util.List;

/// All that the CA wants this agent to know. Immutable.
///
/// @param trust the trust domain's roots, with their sequence
/// @param entries in the CA's order: by creation, then by id; the first that fits a workload is its
///   default identity
/// @param issuingRootSha256 root under which SVIDs are issued now, lower-case hexadecimal
public record SyncState(X509Bundle trust, List<RegisteredEntry> entries, String issuingRootSha256) {

  /// Copies the entries.
  public SyncState {
    entries = List.copyOf(entries);
  }
}
