package io.watchword.proxy.config;

import io.watchword.identity.id.SpiffeId;
import io.watchword.platform.bootstrap.config.AtLeast;
import io.watchword.platform.bootstrap.config.Default;
import io.watchword.platform.bootstrap.config.HostPort;
import java.util.List;

/// A listener for connections from the workload into the mesh; an element of `outbound`.
///
/// @param maxConnections more are closed at once
public record OutboundConfig(
    HostPort listen,
    @Default("detect") ListenProtocol protocol,
    UpstreamConfig upstream,
    @Default("10000") @AtLeast("1") int maxConnections) {

  /// Where it leads.
  ///
  /// @param addresses of proxies of the mesh, taken in turn
  /// @param spiffeIds the only peers to talk to there
  public record UpstreamConfig(List<HostPort> addresses, List<String> spiffeIds) {

    public UpstreamConfig {
      addresses = List.copyOf(addresses);
      spiffeIds = List.copyOf(spiffeIds);
      if (addresses.isEmpty()) {
        throw new IllegalArgumentException("no addresses (expected: at least one `HOST:PORT`)");
      }
      if (spiffeIds.isEmpty()) {
        throw new IllegalArgumentException("no spiffe-ids (expected: at least one SPIFFE ID)");
      }
      spiffeIds.forEach(SpiffeId::parse);
    }
  }
}
