package io.watchword.bundles.download;

import io.watchword.identity.id.SpiffeId;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// Where bundles come from and how patient the downloader is.
///
/// @param server SPIFFE ID of the server; empty: anyone of one's own trust domain (the signature
///   still decides)
/// @param hold how long the server may hold a request until there is something new
/// @param pollInterval pause between requests where the server cannot hold them
/// @param minBackoff first pause after a failure, doubled with each further one up to `maxBackoff`
/// @param maxBytes larger answers are cut off and refused
public record DownloadSettings(
    URI url,
    Optional<SpiffeId> server,
    Duration hold,
    Duration pollInterval,
    Duration minBackoff,
    Duration maxBackoff,
    long maxBytes) {

  public DownloadSettings {
    if (!"https".equals(url.getScheme()) || url.getHost() == null) {
      throw new IllegalArgumentException(
          "bundle url `" + url + "` (expected: `https://HOST:PORT/PATH`)");
    }
    if (hold.isNegative() || minBackoff.isNegative() || maxBackoff.compareTo(minBackoff) < 0) {
      throw new IllegalArgumentException(
          "bundle waits (expected: 0s <= min-backoff <= max-backoff)");
    }
    if (maxBytes < 1) throw new IllegalArgumentException("bundle size limit (expected: >= 1)");
  }

  /// What a proxy uses.
  public static DownloadSettings of(URI url, Optional<SpiffeId> server) {
    return new DownloadSettings(
        url,
        server,
        Duration.ofSeconds(30),
        Duration.ofSeconds(10),
        Duration.ofMillis(250),
        Duration.ofSeconds(15),
        16 << 20);
  }
}
