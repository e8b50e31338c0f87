package io.watchword.agent.svid;

import io.watchword.agent.node.IdTemplate;
import io.watchword.agent.node.RegisteredEntry;
import java.time.Instant;
import java.util.Optional;

/// How an entry stands, for who has its SPIFFE ID. Immutable.
///
/// @param resolved the SPIFFE ID, and what made it of a template
/// @param issued its newest SVID, expired or not
/// @param awaited whether there is nothing to serve, but the CA was just asked
/// @param problem why the newest attempt failed; empty where it did not
public record EntryState(
    RegisteredEntry entry,
    IdTemplate.Resolved resolved,
    Optional<IssuedSvid> issued,
    boolean awaited,
    String problem) {

  /// Its SVID, if it is still valid.
  public Optional<IssuedSvid> valid(Instant now) {
    return issued.filter(one -> !one.svid().isExpired(now));
  }
}
