package io.watchword.ca.registration;

import io.watchword.identity.id.SpiffeId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The right to one SVID. Made in this package alone.
public final class Grant {
  private final String kind;
  private final SpiffeId id;
  private final Duration ttl;
  private final Optional<Entry> entry;
  private final List<String> dnsNames;
  private final String agent;
  private final List<String> selectors;

  Grant(
      String kind,
      SpiffeId id,
      Duration ttl,
      List<String> dnsNames,
      String agent,
      Optional<Entry> entry,
      List<String> selectors) {
    this.kind = kind;
    this.id = id;
    this.ttl = ttl;
    this.dnsNames = List.copyOf(dnsNames);
    this.agent = agent;
    this.entry = entry;
    this.selectors = List.copyOf(selectors);
  }

  /// `workload`, `jwt`, `node`, `ca`, `minted`, `downstream-ca`.
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

  /// The entry it comes from; empty for nodes, the CA, and what operators mint.
  public Optional<Entry> entry() {
    return entry;
  }

  /// The entry's id; empty where there is none.
  public String entryId() {
    return entry.map(Entry::entryId).orElse("");
  }

  /// The entry's selectors, a template's filled in.
  public List<String> selectors() {
    return selectors;
  }
}
