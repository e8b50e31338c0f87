package io.watchword.cli.running;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the CA's admin API answers, as commands print it. An instant that is not known is null, and
/// absent in JSON's sense.
public sealed interface CaAnswer {

  /// @param x509SvidTtlSeconds 0: the CA's default
  /// @param jwtSvidTtlSeconds 0: the CA's default
  /// @param source name of the set of files it was applied from; empty: made by hand
  record Entry(
      String entryId,
      String spiffeId,
      String parentId,
      List<String> selectors,
      long x509SvidTtlSeconds,
      long jwtSvidTtlSeconds,
      String hint,
      List<String> dnsNames,
      List<String> federatesWith,
      boolean admin,
      boolean downstream,
      boolean storeSvid,
      boolean disableX509SvidPrefetch,
      boolean jwtSvidIncludeJti,
      String source,
      long revision,
      @Nullable Instant createdAt,
      @Nullable Instant expiresAt)
      implements CaAnswer {

    /// An entry to be, with no more than it must have.
    public static Entry wanted(
        String spiffeId, String parentId, List<String> selectors, String hint) {
      return new Entry(
          "", spiffeId, parentId, selectors, 0, 0, hint, List.of(), List.of(), false, false, false,
          false, false, "", 0, null, null);
    }

    /// The same with `seconds` as the life of its X.509-SVIDs.
    public Entry withX509SvidTtl(long seconds) {
      return new Entry(
          entryId,
          spiffeId,
          parentId,
          selectors,
          seconds,
          jwtSvidTtlSeconds,
          hint,
          dnsNames,
          federatesWith,
          admin,
          downstream,
          storeSvid,
          disableX509SvidPrefetch,
          jwtSvidIncludeJti,
          source,
          revision,
          createdAt,
          expiresAt);
    }

    /// The same as a change of the entry `id` at `revision`.
    public Entry changing(String id, long atRevision) {
      return new Entry(
          id,
          spiffeId,
          parentId,
          selectors,
          x509SvidTtlSeconds,
          jwtSvidTtlSeconds,
          hint,
          dnsNames,
          federatesWith,
          admin,
          downstream,
          storeSvid,
          disableX509SvidPrefetch,
          jwtSvidIncludeJti,
          source,
          atRevision,
          createdAt,
          expiresAt);
    }
  }

  /// What applying files does to an entry.
  ///
  /// @param kind `create`, `update`, `delete` or `unchanged`
  /// @param fields names of what differs, as files spell them
  record EntryChange(
      String kind, @Nullable Entry before, @Nullable Entry after, List<String> fields)
      implements CaAnswer {

    /// The entry it is about.
    public Entry subject() {
      return after != null ? after : Objects.requireNonNull(before);
    }
  }

  /// @param profile `https_web` or `https_spiffe`
  /// @param endpointSpiffeId of an `https_spiffe` endpoint; empty for the other
  /// @param bundle SPIFFE bundle document; empty where none is known
  /// @param sequence 0 where the bundle has none
  /// @param problem why the last try to fetch it failed; empty where it did not
  record Federation(
      String trustDomain,
      String url,
      String profile,
      String endpointSpiffeId,
      String bundle,
      long sequence,
      @Nullable Instant since,
      @Nullable Instant askedAt,
      @Nullable Instant nextAt,
      String problem)
      implements CaAnswer {}

  record Token(String token, String spiffeId, @Nullable Instant expiresAt) implements CaAnswer {}

  record Agent(
      String spiffeId,
      String status,
      String attestationType,
      @Nullable Instant attestedAt,
      @Nullable Instant lastSeen,
      @Nullable Instant svidNotAfter,
      long bundleSequence)
      implements CaAnswer {}

  record Info(
      String trustDomain,
      String backend,
      String version,
      String nodesAddress,
      @Nullable Instant intermediateNotAfter,
      @Nullable Instant startedAt)
      implements CaAnswer {}

  /// @param roots certificates, DER
  record Bundle(String trustDomain, long sequence, List<byte[]> roots, String jwks)
      implements CaAnswer {

    /// The roots one after the other, as the Workload API writes them.
    public byte[] concatenatedRoots() {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      roots.forEach(all::writeBytes);
      return all.toByteArray();
    }
  }

  /// As interfaces say: `root status -o json`.
  ///
  /// @param order what was asked for, and by whom; null where there never was a rotation
  /// @param oldRoot of a dry run: SHA-256 of the root that gives way
  /// @param outage of the dry run of an emergency
  record RootStatus(
      String rotation,
      String state,
      @Nullable Instant since,
      @Nullable Gate gate,
      List<Root> roots,
      boolean suspended,
      List<String> plan,
      @Nullable RotationOrder order,
      String oldRoot,
      @Nullable Outage outage)
      implements CaAnswer {}

  /// @param abortStep how far the way back is; empty where none is taken
  record RotationOrder(
      List<String> subjects,
      boolean compromised,
      String operator,
      @Nullable Instant startedAt,
      List<String> without,
      String abortStep,
      String abortReason)
      implements CaAnswer {}

  /// What an emergency breaks for a while: an estimate.
  record Outage(
      int trusters, int workloads, int connections, double seconds, List<String> unreachable)
      implements CaAnswer {}

  /// @param json the SPIFFE bundle document
  record ExportedBundle(String sha256, long sequence, String pem, String json)
      implements CaAnswer {}

  record Gate(String name, boolean open, List<WaitingFor> waitingFor) implements CaAnswer {}

  record WaitingFor(
      String truster,
      String kind,
      String reason,
      @Nullable Instant lastSeen,
      long bundleSequence,
      List<String> advice)
      implements CaAnswer {}

  record Root(
      String sha256,
      String status,
      @Nullable Instant notBefore,
      @Nullable Instant notAfter,
      String backend)
      implements CaAnswer {}

  record Revocation(boolean revoked, List<WaitingFor> neededBy, String reason)
      implements CaAnswer {}
}
