package io.watchword.cli.running;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the CA's admin API answers, as commands print it. An instant that is not known is null, and
/// absent in JSON's sense.
public sealed interface CaAnswer {

  /// @param x509SvidTtlSeconds 0: the CA's default
  record Entry(
      String entryId,
      String spiffeId,
      String parentId,
      List<String> selectors,
      long x509SvidTtlSeconds,
      String hint,
      List<String> dnsNames,
      List<String> federatesWith,
      long revision,
      @Nullable Instant createdAt,
      @Nullable Instant expiresAt)
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
  record RootStatus(
      String rotation,
      String state,
      @Nullable Instant since,
      @Nullable Gate gate,
      List<Root> roots,
      boolean suspended,
      List<String> plan)
      implements CaAnswer {}

  record Gate(String name, boolean open, List<WaitingFor> waitingFor) implements CaAnswer {}

  record WaitingFor(
      String truster, String kind, String reason, @Nullable Instant lastSeen, long bundleSequence)
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
