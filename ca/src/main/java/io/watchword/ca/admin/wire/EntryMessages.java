package io.watchword.ca.admin.wire;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.watchword.api.entries.Entry;
import io.watchword.api.entries.EntryChange;
import io.watchword.ca.registration.EntryTrait;
import io.watchword.ca.registration.IdTemplate;
import io.watchword.identity.id.SpiffeId;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// Registration entries between the wire and the CA's own types. Thread-safe: no state.
final class EntryMessages {

  private EntryMessages() {}

  /// What an operator wants an entry to be; the CA's own fields are ignored but for `entry_id` and
  /// `revision`.
  ///
  /// @param source of whose files it is; empty for none
  static io.watchword.ca.registration.Entry entry(Entry message, String source) {
    return new io.watchword.ca.registration.Entry(
        message.getEntryId(),
        IdTemplate.parse(message.getSpiffeId()),
        SpiffeId.parse(message.getParentId()),
        message.getSelectorsList(),
        message.hasX509SvidTtl()
            ? Optional.of(AdminMessages.duration(message.getX509SvidTtl()))
            : Optional.empty(),
        message.hasJwtSvidTtl()
            ? Optional.of(AdminMessages.duration(message.getJwtSvidTtl()))
            : Optional.empty(),
        message.getHint(),
        message.getDnsNamesList(),
        message.getFederatesWithList(),
        traits(message),
        source,
        message.getRevision(),
        Instant.EPOCH,
        message.hasExpiresAt() ? Optional.of(instant(message.getExpiresAt())) : Optional.empty());
  }

  static Entry entry(io.watchword.ca.registration.Entry entry) {
    Entry.Builder message =
        Entry.newBuilder()
            .setEntryId(entry.entryId())
            .setSpiffeId(entry.id().toString())
            .setParentId(entry.parent().toString())
            .addAllSelectors(entry.selectors())
            .setHint(entry.hint())
            .addAllDnsNames(entry.dnsNames())
            .addAllFederatesWith(entry.federatesWith())
            .setAdmin(entry.has(EntryTrait.ADMIN))
            .setDownstream(entry.has(EntryTrait.DOWNSTREAM))
            .setStoreSvid(entry.has(EntryTrait.STORE_SVID))
            .setDisableX509SvidPrefetch(entry.has(EntryTrait.DISABLE_X509_SVID_PREFETCH))
            .setJwtSvidIncludeJti(entry.has(EntryTrait.JWT_SVID_INCLUDE_JTI))
            .setSource(entry.source())
            .setRevision(entry.revision())
            .setCreatedAt(AdminMessages.timestamp(entry.createdAt()));
    entry.x509Ttl().ifPresent(ttl -> message.setX509SvidTtl(duration(ttl)));
    entry.jwtTtl().ifPresent(ttl -> message.setJwtSvidTtl(duration(ttl)));
    entry.expiresAt().ifPresent(end -> message.setExpiresAt(AdminMessages.timestamp(end)));
    return message.build();
  }

  static EntryChange change(io.watchword.ca.registration.EntryChange change) {
    EntryChange.Builder message =
        EntryChange.newBuilder().setKind(kind(change.kind())).addAllFields(change.fields());
    change.before().ifPresent(before -> message.setBefore(entry(before)));
    change.after().ifPresent(after -> message.setAfter(entry(after)));
    return message.build();
  }

  private static EntryChange.Kind kind(io.watchword.ca.registration.EntryChange.Kind kind) {
    return switch (kind) {
      case CREATE -> EntryChange.Kind.CREATE;
      case UPDATE -> EntryChange.Kind.UPDATE;
      case DELETE -> EntryChange.Kind.DELETE;
      case UNCHANGED -> EntryChange.Kind.UNCHANGED;
    };
  }

  private static Set<EntryTrait> traits(Entry message) {
    Set<EntryTrait> traits = EnumSet.noneOf(EntryTrait.class);
    addIf(message.getAdmin(), EntryTrait.ADMIN, traits);
    addIf(message.getDownstream(), EntryTrait.DOWNSTREAM, traits);
    addIf(message.getStoreSvid(), EntryTrait.STORE_SVID, traits);
    addIf(message.getDisableX509SvidPrefetch(), EntryTrait.DISABLE_X509_SVID_PREFETCH, traits);
    addIf(message.getJwtSvidIncludeJti(), EntryTrait.JWT_SVID_INCLUDE_JTI, traits);
    return traits;
  }

  private static void addIf(boolean wanted, EntryTrait trait, Set<EntryTrait> traits) {
    if (wanted) {
      traits.add(trait);
    }
  }

  private static Duration duration(java.time.Duration duration) {
    return Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }

  private static Instant instant(Timestamp timestamp) {
    return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
  }
}
