package io.watchword.authz.decision.opa;

import io.watchword.authz.decision.ConnectionFacts;
import io.watchword.authz.decision.Destination;
import io.watchword.authz.decision.RequestFacts;
import java.util.List;
import java.util.Map;

/// A connection from `web` to `orders`, and requests on it.
final class Facts {

  private Facts() {}

  static ConnectionFacts connection(String protocol) {
    return new ConnectionFacts(
        "c-1",
        new ConnectionFacts.Source(
            "spiffe://example.org/ns/shop/sa/web",
            "127.0.0.1",
            40000,
            "1f",
            "ab12",
            "2026-03-01T13:00:00Z"),
        new Destination(
            "orders",
            "spiffe://example.org/ns/shop/sa/orders",
            "shop",
            "orders",
            Map.of("app", "orders")),
        "127.0.0.2",
        8080,
        protocol,
        new ConnectionFacts.Tls("TLSv1.3", "TLS_AES_128_GCM_SHA256", "x25519", "", ""));
  }

  static RequestFacts request(String method, String rawPath) {
    return new Request(method, rawPath);
  }

  private record Request(String method, String rawPath) implements RequestFacts {
    @Override
    public ConnectionFacts connection() {
      return Facts.connection("http");
    }

    @Override
    public String requestId() {
      return "r-1";
    }

    @Override
    public String scheme() {
      return "https";
    }

    @Override
    public String host() {
      return "orders:8080";
    }

    @Override
    public String path() {
      return rawPath.replaceFirst("\\?.*", "");
    }

    @Override
    public Map<String, List<String>> query() {
      return rawPath.contains("?") ? Map.of("k", List.of("v", "w")) : Map.of();
    }

    @Override
    public Map<String, String> headers() {
      return Map.of("accept", "text/plain");
    }
  }
}
