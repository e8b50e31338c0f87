package io.watchword.proxy.admin;

import io.watchword.proxy.observe.ConnectionRegistry;
import io.watchword.proxy.observe.OpenConnection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `/connections`: what is open now. Thread-safe.
public final class ConnectionsDump {

  private static final int MOST = 10_000;

  private ConnectionsDump() {}

  /// The first ten thousand of them, and how many there are.
  public static Map<String, Object> of(ConnectionRegistry registry) {
    List<Map<String, Object>> connections =
        registry.all().stream().limit(MOST).map(ConnectionsDump::describe).toList();
    Map<String, Object> dump = new LinkedHashMap<>();
    dump.put("count", registry.count());
    dump.put("connections", connections);
    return dump;
  }

  private static Map<String, Object> describe(OpenConnection connection) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("id", connection.origin().connectionId());
    one.put("direction", connection.origin().direction().word());
    one.put("workload", connection.origin().workload());
    one.put("listener", connection.origin().listener());
    one.put("protocol", connection.protocol());
    one.put("local_spiffe_id", connection.origin().localSpiffeId());
    one.put("local_root_sha256", connection.localRootSha256());
    one.put("peer_spiffe_id", connection.peer().spiffeId());
    one.put("peer_address", connection.origin().peerAddress());
    one.put("peer_serial", connection.peer().serial());
    one.put("peer_root_sha256", connection.peer().rootSha256());
    one.put("tls_version", connection.peer().tlsVersion());
    one.put("cipher_suite", connection.peer().cipherSuite());
    one.put("since", connection.since().toString());
    return one;
  }
}
