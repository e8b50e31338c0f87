package io.watchword.proxy;

import io.watchword.authz.decision.Destination;
import io.watchword.proxy.config.WorkloadConfig;
import io.watchword.proxy.identity.WorkloadIdentity;
import io.watchword.proxy.relay.HttpUpstream;
import io.watchword.proxy.tls.WorkloadTls;
import io.watchword.proxy.upstream.Upstream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// One workload behind this proxy.
///
/// @param mesh upstreams of its outbound listeners
/// @param bound its listeners, for people
record Workload(
    WorkloadConfig config,
    Destination destination,
    WorkloadTls tls,
    WorkloadIdentity identity,
    RotationDrain rotation,
    List<Upstream<HttpUpstream>> mesh,
    List<BoundListener> bound) {

  /// A listener that is bound.
  ///
  /// @param direction `inbound`, `outbound`
  record BoundListener(String direction, String listen, String to) {}

  static <T> List<T> growing() {
    return new CopyOnWriteArrayList<>();
  }
}
