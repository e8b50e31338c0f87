package io.watchword.ca.registration;

import io.watchword.identity.id.SpiffeId;
import java.time.Duration;
import java.util.List;

/// The right to one SVID. Made in this package alone.
public final class Grant {
  private final String kind;
  private final SpiffeId id;
  private final Duration ttl;
  private final List<String> dnsNames;
  private final String agent;
  private final String entryId;
  private final List<String> selectors;

  Grant(
      String kind,
      SpiffeId id,
      Duration ttl,
      List<String> dnsNames,
      String agent,
      String entryId,
      List<String> selectors) {
    this.kind = kind;
    this.id = id;
    this.ttl = ttl;
    this.dnsNames = List.copyOf(dnsNames);
    this.agent = agent;
    this.entryId = entryId;
    this.selectors = List.copyOf(selectors);
  }

  /// `workload`, `node` or `ca`.
  public String kind() {
    return kind;
  }

  /// The identity.
  public SpiffeId id() {
    return id;
  }

  /// How long the SVID may live at most.
  public Duration ttl() {
    return ttl;
  }

  /// Further names.
  public List<String> dnsNames() {
    return dnsNames;
  }

  /// SPIFFE ID of the agent it goes to; empty for the CA's own.
  public String agent() {
    return agent;
  }

  /// The entry it comes from; empty for nodes and the CA.
  public String entryId() {
    return entryId;
  }

  /// The entry's selectors.
  public List<String> selectors() {
    return selectors;
  }
}
