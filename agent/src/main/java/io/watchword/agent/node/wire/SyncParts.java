package io.watchword.agent.node.wire;

import io.watchword.agent.node.CaException;
import io.watchword.agent.node.EntryChanges;
import io.watchword.agent.node.IdTemplate;
import io.watchword.agent.node.RegisteredEntry;
import io.watchword.agent.node.RegisteredEntry.Delivery;
import io.watchword.agent.node.SyncState;
import io.watchword.api.node.SyncResponse;
import io.watchword.api.node.WorkloadEntry;
import io.watchword.identity.id.IdentityException;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.id.TrustDomain;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts the parts of a state together; nothing counts before the last one. For one stream; not
/// thread-safe.
final class SyncParts {

  private static final Logger log = LoggerFactory.getLogger(SyncParts.class);
  static final int MAX_ENTRIES = 1_000_000;

  private final UnaryOperator<RegisteredEntry> known;
  private List<RegisteredEntry> entries = new ArrayList<>();
  private Set<String> removed = new HashSet<>();
  private boolean first = true;
  // Many entries say the same things: each is kept once while a state comes in.
  private Map<String, String> texts = new HashMap<>();
  private Map<String, TrustDomain> domains = new HashMap<>();

  SyncParts(UnaryOperator<RegisteredEntry> known) {
    this.known = known;
  }

  /// The state that `part` ends, if it ends one.
  ///
  /// @throws CaException where the parts make no state
  Optional<SyncState> add(SyncResponse part) {
    for (WorkloadEntry entry : part.getEntriesList()) {
      read(entry).ifPresent(entries::add);
    }
    removed.addAll(part.getRemovedEntryIdsList());
    if (entries.size() + removed.size() > MAX_ENTRIES) {
      throw bad("a state of more than " + MAX_ENTRIES + " entries");
    }
    if (part.getMore()) {
      return Optional.empty();
    }
    if (first && !part.getWhole()) {
      throw bad("changes to a state that it never sent");
    }
    first = false;
    EntryChanges changes = new EntryChanges(part.getWhole(), entries, removed);
    entries = new ArrayList<>();
    removed = new HashSet<>();
    texts = new HashMap<>();
    domains = new HashMap<>();
    return Optional.of(NodeMessages.state(part, changes));
  }

  private Optional<RegisteredEntry> read(WorkloadEntry entry) {
    try {
      return Optional.of(
          known.apply(
              new RegisteredEntry(
                  entry.getEntryId(),
                  template(entry.getSpiffeId()),
                  entry.getSelectorsList().stream()
                      .map(this::once)
                      .collect(Collectors.toUnmodifiableSet()),
                  once(entry.getHint()),
                  entry.getRevision(),
                  entry.getFederatesWithList().stream()
                      .map(this::domain)
                      .collect(Collectors.toUnmodifiableSet()),
                  entry.hasExpiresAt() ? NodeMessages.instant(entry.getExpiresAt()) : Instant.MAX,
                  delivery(entry))));
    } catch (IdentityException e) {
      log.atWarn()
          .addKeyValue("entry_id", entry.getEntryId())
          .log("registration entry is skipped: {}", e.getMessage());
      // What it was before its change counts no more either.
      removed.add(entry.getEntryId());
      return Optional.empty();
    }
  }

  private IdTemplate template(String text) {
    IdTemplate template = IdTemplate.parse(text);
    return template
        .fixed()
        .map(id -> IdTemplate.of(new SpiffeId(domain(id.trustDomain().name()), id.path())))
        .orElse(template);
  }

  private static Delivery delivery(WorkloadEntry entry) {
    if (entry.getStoreSvid()) {
      return Delivery.STORED;
    }
    return entry.getDisableX509SvidPrefetch() ? Delivery.ON_DEMAND : Delivery.PREFETCHED;
  }

  private String once(String text) {
    return texts.computeIfAbsent(text, same -> same);
  }

  private TrustDomain domain(String name) {
    return domains.computeIfAbsent(name, TrustDomain::parse);
  }

  private static CaException bad(String what) {
    return new CaException(CaException.Kind.BAD_ANSWER, "the CA sent " + what);
  }
}
