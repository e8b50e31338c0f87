package io.watchword.cli.registration;

import io.watchword.cli.running.CaAnswer;
import io.watchword.platform.bootstrap.config.Default;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/// A file of registration entries, as it lies in version control.
record EntryFile(List<Item> entries) {

  /// @param entryId what the entry is called; by default it is found by what it says
  /// @param spiffeId an ID, or a template such as `spiffe://example.org/ns/{k8s:ns}/sa/{k8s:sa}`
  /// @param parentId the agent, or the entry that stands for several
  /// @param selectors `type:value`, all of which a workload must have
  /// @param x509SvidTtl life of its X.509-SVIDs; by default the CA's
  /// @param jwtSvidTtl life of its JWT-SVIDs; by default the CA's
  /// @param federatesWith foreign trust domains whose bundles its workloads get
  /// @param admin whether its workloads may call the admin API
  /// @param downstream whether its workloads may have CA certificates
  /// @param storeSvid whether its SVIDs go to the agent's SVID store
  /// @param disableX509SvidPrefetch whether its X.509-SVIDs are ordered only when asked for
  /// @param jwtSvidIncludeJti whether its JWT-SVIDs carry a `jti`
  /// @param expiresAt RFC 3339, when it ends by itself
  record Item(
      @Default("") String entryId,
      String spiffeId,
      String parentId,
      List<String> selectors,
      Optional<Duration> x509SvidTtl,
      Optional<Duration> jwtSvidTtl,
      @Default("") String hint,
      Optional<List<String>> dnsNames,
      Optional<List<String>> federatesWith,
      @Default("false") boolean admin,
      @Default("false") boolean downstream,
      @Default("false") boolean storeSvid,
      @Default("false") boolean disableX509SvidPrefetch,
      @Default("false") boolean jwtSvidIncludeJti,
      Optional<String> expiresAt) {

    /// Checks what a type does not.
    Item {
      x509SvidTtl.ifPresent(ttl -> wholeSeconds("x509-svid-ttl", ttl));
      jwtSvidTtl.ifPresent(ttl -> wholeSeconds("jwt-svid-ttl", ttl));
      expiresAt.ifPresent(Item::instant);
    }

    CaAnswer.Entry entry() {
      return new CaAnswer.Entry(
          entryId,
          spiffeId,
          parentId,
          selectors,
          x509SvidTtl.map(Duration::toSeconds).orElse(0L),
          jwtSvidTtl.map(Duration::toSeconds).orElse(0L),
          hint,
          dnsNames.orElse(List.of()),
          federatesWith.orElse(List.of()),
          admin,
          downstream,
          storeSvid,
          disableX509SvidPrefetch,
          jwtSvidIncludeJti,
          "",
          0,
          null,
          expiresAt.map(Item::instant).orElse(null));
    }

    private static void wholeSeconds(String key, Duration ttl) {
      if (ttl.toSeconds() < 1 || ttl.toNanosPart() != 0) {
        throw new IllegalArgumentException(key + " (expected: whole seconds, 1s or more)");
      }
    }

    private static Instant instant(String text) {
      try {
        return Instant.parse(text);
      } catch (DateTimeParseException e) {
        throw new IllegalArgumentException(
            "expires-at `" + text + "` (expected: RFC 3339, such as 2027-01-31T00:00:00Z)", e);
      }
    }
  }
}
