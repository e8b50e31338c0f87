package io.watchword.ca.admin.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.watchword.api.admin.Agent;
import io.watchword.api.admin.CaInfo;
import io.watchword.api.admin.Entry;
import io.watchword.ca.admin.CaFacts;
import io.watchword.ca.attestation.Node;
import io.watchword.ca.authority.Truster;
import io.watchword.ca.registration.EntryTrait;
import io.watchword.identity.id.SpiffeId;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// Between the wire and the CA's own types. Thread-safe: no state.
final class AdminMessages {

  private AdminMessages() {}

  /// What an operator wants an entry to be; the CA's own fields are ignored but for `entry_id` and
  /// `revision`.
  static io.watchword.ca.registration.Entry entry(Entry message) {
    return new io.watchword.ca.registration.Entry(
        message.getEntryId(),
        SpiffeId.parse(message.getSpiffeId()),
        SpiffeId.parse(message.getParentId()),
        message.getSelectorsList(),
        message.hasX509SvidTtl()
            ? Optional.of(duration(message.getX509SvidTtl()))
            : Optional.empty(),
        message.hasJwtSvidTtl() ? Optional.of(duration(message.getJwtSvidTtl())) : Optional.empty(),
        message.getHint(),
        message.getDnsNamesList(),
        message.getFederatesWithList(),
        traits(message),
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
            .setRevision(entry.revision())
            .setCreatedAt(timestamp(entry.createdAt()));
    entry.x509Ttl().ifPresent(ttl -> message.setX509SvidTtl(duration(ttl)));
    entry.jwtTtl().ifPresent(ttl -> message.setJwtSvidTtl(duration(ttl)));
    entry.expiresAt().ifPresent(end -> message.setExpiresAt(timestamp(end)));
    return message.build();
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

  static CaInfo info(CaFacts facts) {
    CaInfo.Builder message =
        CaInfo.newBuilder()
            .setTrustDomain(facts.trustDomain())
            .setBackend(facts.backend())
            .setVersion(facts.version())
            .setNodesAddress(facts.nodesAddress())
            .setStartedAt(timestamp(facts.startedAt()));
    facts.intermediateNotAfter().ifPresent(end -> message.setIntermediateNotAfter(timestamp(end)));
    return message.build();
  }

  /// @param reported what it said last, if anything
  static Agent agent(Node node, Optional<Truster> reported) {
    Agent.Builder message =
        Agent.newBuilder()
            .setSpiffeId(node.id().toString())
            .setStatus(node.status().label())
            .setAttestationType(node.attestationType())
            .addAllSelectors(node.selectors())
            .setAttestedAt(timestamp(node.attestedAt()))
            .setSvidNotAfter(timestamp(node.svidNotAfter()));
    reported.ifPresent(
        truster ->
            message
                .setLastSeen(timestamp(truster.lastSeen()))
                .setBundleSequence(truster.report().bundleSequence()));
    return message.build();
  }

  static ByteString der(X509Certificate certificate) {
    try {
      return ByteString.copyFrom(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("a certificate without an encoding", e);
    }
  }

  static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  static java.time.Duration duration(Duration duration) {
    return java.time.Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
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
