package io.watchword.proxy.authorize;

import io.watchword.authz.decision.ConnectionFacts;
import io.watchword.authz.decision.RequestFacts;
import io.watchword.proxy.observe.Ids;
import io.watchword.proxy.protocol.RequestHead;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One request as policies see it, computed from its head where a policy asks. Thread-safe enough
/// for one decision at a time.
final class HttpRequestFacts implements RequestFacts {

  private final ConnectionFacts connection;
  private final RequestHead head;
  private final Ids ids;
  private volatile @Nullable String requestId;

  HttpRequestFacts(ConnectionFacts connection, RequestHead head, Ids ids) {
    this.connection = connection;
    this.head = head;
    this.ids = ids;
  }

  @Override
  public ConnectionFacts connection() {
    return connection;
  }

  @Override
  public String requestId() {
    String id = requestId;
    if (id == null) {
      id = ids.request();
      requestId = id;
    }
    return id;
  }

  @Override
  public String scheme() {
    return "http";
  }

  @Override
  public String method() {
    return head.method();
  }

  @Override
  public String host() {
    return head.host();
  }

  @Override
  public String path() {
    return head.path();
  }

  @Override
  public String rawPath() {
    return head.rawPath();
  }

  @Override
  public Map<String, List<String>> query() {
    Map<String, List<String>> query = new LinkedHashMap<>();
    if (head.query().isEmpty()) {
      return query;
    }
    for (String pair : head.query().split("&")) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      query.computeIfAbsent(decoded(name), n -> new ArrayList<>()).add(decoded(value));
    }
    return query;
  }

  // A broken escape stays as it was sent: nothing downstream would decode it either.
  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  @Override
  public Map<String, String> headers() {
    return head.headers();
  }
}
