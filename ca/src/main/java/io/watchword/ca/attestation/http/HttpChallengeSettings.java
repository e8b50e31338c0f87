package io.watchword.ca.attestation.http;

import io.watchword.platform.bootstrap.config.AtLeast;
import io.watchword.platform.bootstrap.config.AtMost;
import io.watchword.platform.bootstrap.config.Default;
import java.time.Duration;
import java.util.List;

/// The key `node-attestors.http-challenge` of `ca.yaml`.
///
/// @param allowedDnsPatterns names that nodes may have, `*` for one label: `*.nodes.example.org`
/// @param requiredPort the only port that is fetched from; 0: any that the next key lets
/// @param allowNonRootPorts whether ports from 1024 count, which any user of the node can serve
/// @param allowedNetworks addresses beside public ones that names may lead to: `10.1.0.0/16`
/// @param timeout for name, connection and answer together
/// @param allowReattestation whether an attested agent may prove itself again: whoever answers for
///   the name by then is let in
public record HttpChallengeSettings(
    List<String> allowedDnsPatterns,
    @Default("0") @AtLeast("0") @AtMost("65535") int requiredPort,
    @Default("false") boolean allowNonRootPorts,
    @Default("[]") List<Network> allowedNetworks,
    @Default("5s") @AtLeast("100ms") @AtMost("30s") Duration timeout,
    @Default("false") boolean allowReattestation) {

  /// Checks the patterns.
  public HttpChallengeSettings {
    if (allowedDnsPatterns.isEmpty()) {
      throw new IllegalArgumentException(
          "allowed-dns-patterns is empty (expected: such as `*.nodes.example.org`)");
    }
    allowedDnsPatterns.forEach(DnsPattern::new);
  }
}
