package io.watchword.authz.decision.opa;

import java.net.URI;
import java.time.Duration;

/// `opa-rest` of a decision point.
///
/// @param url of the OPA server, such as `http://127.0.0.1:8181`
/// @param connection document that decides connections, below `data`
/// @param request document that decides HTTP requests
/// @param timeout after which the answer is no
public record OpaRestConfig(URI url, String connection, String request, Duration timeout) {

  public static final String DEFAULT_CONNECTION = "watchword/connection/allow";
  public static final String DEFAULT_REQUEST = "watchword/request/allow";
  public static final Duration DEFAULT_TIMEOUT = Duration.ofMillis(100);

  public OpaRestConfig {
    boolean isHttp = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!isHttp || url.getHost() == null || url.getQuery() != null || url.getFragment() != null) {
      throw new IllegalArgumentException("url `" + url + "` (expected: `http://HOST:PORT`)");
    }
    check("connection", connection);
    check("request", request);
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout `" + timeout + "` (expected: > 0s)");
    }
  }

  private static void check(String name, String path) {
    if (!path.matches("[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*")) {
      throw new IllegalArgumentException(
          name
              + " `"
              + path
              + "` (expected: a path below `data`, such as `"
              + DEFAULT_REQUEST
              + "`)");
    }
  }

  URI connectionUrl() {
    return data(connection);
  }

  URI requestUrl() {
    return data(request);
  }

  private URI data(String path) {
    String base = url.toString();
    return URI.create((base.endsWith("/") ? base : base + "/") + "v1/data/" + path);
  }
}
