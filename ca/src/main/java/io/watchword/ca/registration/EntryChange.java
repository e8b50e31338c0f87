package io.watchword.ca.registration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What applying a set of entries does to one of them.
///
/// @param before the entry that is there; empty where it is to be created
/// @param after the entry as it is to be, its revision and creation not yet given; empty where it
///   is to be deleted
public record EntryChange(Optional<Entry> before, Optional<Entry> after) {

  /// What kind of change.
  public enum Kind {
    /// There is none yet.
    CREATE,
    /// It says something else.
    UPDATE,
    /// Its files do not have it any more.
    DELETE,
    /// It says the same.
    UNCHANGED
  }

  static EntryChange create(Entry after) {
    return new EntryChange(Optional.empty(), Optional.of(after));
  }

  static EntryChange delete(Entry before) {
    return new EntryChange(Optional.of(before), Optional.empty());
  }

  static EntryChange between(Entry before, Entry after) {
    return new EntryChange(
        Optional.of(before),
        Optional.of(after.as(before.entryId(), before.revision(), before.createdAt())));
  }

  /// The same change, carried out.
  ///
  /// @param done the entry as it has become
  public EntryChange becoming(Entry done) {
    return new EntryChange(before, Optional.of(done));
  }

  /// What kind of change it is.
  public Kind kind() {
    if (before.isEmpty()) {
      return Kind.CREATE;
    }
    if (after.isEmpty()) {
      return Kind.DELETE;
    }
    return fields().isEmpty() ? Kind.UNCHANGED : Kind.UPDATE;
  }

  /// The entry that it is about.
  public Entry subject() {
    return after.or(() -> before).orElseThrow();
  }

  /// Names of the fields that an update changes, as files spell them.
  public List<String> fields() {
    List<String> changed = new ArrayList<>();
    if (before.isEmpty() || after.isEmpty()) {
      return changed;
    }
    Entry old = before.get();
    Entry fresh = after.get();
    note(changed, "spiffe-id", old.id(), fresh.id());
    note(changed, "parent-id", old.parent(), fresh.parent());
    note(
        changed,
        "selectors",
        old.selectors().stream().sorted().toList(),
        fresh.selectors().stream().sorted().toList());
    note(changed, "x509-svid-ttl", old.x509Ttl(), fresh.x509Ttl());
    note(changed, "jwt-svid-ttl", old.jwtTtl(), fresh.jwtTtl());
    note(changed, "hint", old.hint(), fresh.hint());
    note(changed, "dns-names", old.dnsNames(), fresh.dnsNames());
    note(changed, "federates-with", old.federatesWith(), fresh.federatesWith());
    for (EntryTrait trait : EntryTrait.values()) {
      note(changed, trait.label(), old.has(trait), fresh.has(trait));
    }
    note(changed, "expires-at", old.expiresAt(), fresh.expiresAt());
    note(changed, "source", old.source(), fresh.source());
    return changed;
  }

  private static void note(List<String> changed, String field, Object old, Object fresh) {
    if (!old.equals(fresh)) {
      changed.add(field);
    }
  }
}
