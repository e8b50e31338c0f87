package io.watchword.authz.load;

import io.watchword.authz.decision.ConnectionFacts;
import io.watchword.authz.decision.Decision;
import io.watchword.authz.decision.DecisionPoint;
import io.watchword.authz.decision.Destination;
import io.watchword.authz.decision.RequestFacts;
import java.util.List;
import java.util.Map;

/// Questions for tests.
final class Questions {

  static final Destination ORDERS =
      new Destination(
          "orders",
          "spiffe://example.org/ns/shop/sa/orders",
          "shop",
          "orders",
          Map.of("app", "orders"));

  private Questions() {}

  static ConnectionFacts connection(String caller, int port, String protocol) {
    String id =
        caller.startsWith("spiffe://")
            ? caller
            : "spiffe://example.org/ns/" + caller.replace("/", "/sa/");
    return new ConnectionFacts(
        "c-1",
        new ConnectionFacts.Source(id, "10.1.2.3", 4711, "0a", "ff", "2026-11-24T23:00:00Z"),
        ORDERS,
        "10.0.0.9",
        port,
        protocol,
        new ConnectionFacts.Tls(
            "TLSv1.3", "TLS_AES_128_GCM_SHA256", "x25519", "orders", "http/1.1"));
  }

  static RequestFacts request(
      String caller,
      String method,
      String path,
      String host,
      int port,
      Map<String, String> headers) {
    return new Request(
        connection(caller, port, "http"), method, path, withoutQuery(path), host, headers);
  }

  /// A request for `path` in the spelling `raw`.
  static RequestFacts spelled(String raw, String path) {
    return new Request(connection("shop/web", 8080, "http"), "GET", raw, path, "orders", Map.of());
  }

  private static String withoutQuery(String path) {
    return path.replaceFirst("\\?.*", "");
  }

  static RequestFacts request(String caller, String method, String path) {
    return request(caller, method, path, "orders", 8080, Map.of());
  }

  static Decision ask(DecisionPoint point, RequestFacts facts) {
    return point.decide(facts).toCompletableFuture().join();
  }

  static Decision ask(DecisionPoint point, ConnectionFacts facts) {
    return point.decide(facts).toCompletableFuture().join();
  }

  private record Request(
      ConnectionFacts connection,
      String method,
      String rawPath,
      String path,
      String host,
      Map<String, String> headers)
      implements RequestFacts {

    @Override
    public String requestId() {
      return "r-1";
    }

    @Override
    public String scheme() {
      return "https";
    }

    @Override
    public Map<String, List<String>> query() {
      return rawPath.contains("?") ? Map.of("k", List.of("v")) : Map.of();
    }
  }
}
