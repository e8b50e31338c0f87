package io.watchword.authz.simulate;

import io.watchword.authz.decision.ConnectionFacts;
import io.watchword.authz.decision.RequestFacts;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// May `from` do this to `to`?
///
/// @param from SPIFFE ID of the caller
/// @param http whether it is a request; a bare connection otherwise
/// @param path with its query, if any
/// @param headers names in lower case
public record Question(
    String from,
    MeshModel.Workload to,
    boolean http,
    String method,
    String path,
    String host,
    Map<String, String> headers,
    int port) {

  public Question {
    Map<String, String> lower = new HashMap<>();
    headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
    headers = Map.copyOf(lower);
  }

  /// A request with the usual host and port.
  public static Question request(String from, MeshModel.Workload to, String method, String path) {
    return new Question(from, to, true, method, path, to.name(), Map.of(), firstPort(to));
  }

  /// A connection that is no HTTP.
  public static Question connection(String from, MeshModel.Workload to) {
    return new Question(from, to, false, "", "", "", Map.of(), firstPort(to));
  }

  private static int firstPort(MeshModel.Workload to) {
    return to.ports().isEmpty() ? 0 : to.ports().get(0);
  }

  /// The question that the flattened facts of a denial record answer: `source.spiffe_id`,
  /// `request.method`, `request.headers.NAME`, ….
  public static Question ofFacts(MeshModel.Workload to, Map<String, String> facts) {
    String headers = "request.headers.";
    Map<String, String> found = new HashMap<>();
    facts.forEach(
        (name, value) -> {
          if (name.startsWith(headers)) {
            found.put(name.substring(headers.length()), value);
          }
        });
    String port = facts.getOrDefault("destination.port", "");
    return new Question(
        facts.getOrDefault("source.spiffe_id", ""),
        to,
        facts.containsKey("request.method"),
        facts.getOrDefault("request.method", ""),
        facts.getOrDefault("request.path", ""),
        facts.getOrDefault("request.host", ""),
        found,
        port.matches("[0-9]{1,5}") ? Integer.parseInt(port) : firstPort(to));
  }

  Question withFrom(String other) {
    return new Question(other, to, http, method, path, host, headers, port);
  }

  Question withMethod(String other) {
    return new Question(from, to, http, other, path, host, headers, port);
  }

  Question withPath(String other) {
    return new Question(from, to, http, method, other, host, headers, port);
  }

  Question withHost(String other) {
    return new Question(from, to, http, method, path, other, headers, port);
  }

  Question withPort(int other) {
    return new Question(from, to, http, method, path, host, headers, other);
  }

  Question withHeader(String name, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(name, value);
    return new Question(from, to, http, method, path, host, more, port);
  }

  ConnectionFacts connectionFacts() {
    return new ConnectionFacts(
        "simulated",
        new ConnectionFacts.Source(from, "127.0.0.1", 0, "", "", ""),
        to.destination(),
        "127.0.0.1",
        port,
        http ? "http" : "tcp",
        new ConnectionFacts.Tls("TLSv1.3", "", "", "", ""));
  }

  RequestFacts requestFacts() {
    return new SimulatedRequest(this, connectionFacts());
  }

  /// The question as the proxy would put it.
  private record SimulatedRequest(Question question, ConnectionFacts connection)
      implements RequestFacts {

    @Override
    public String requestId() {
      return "simulated";
    }

    @Override
    public String scheme() {
      return "https";
    }

    @Override
    public String method() {
      return question.method();
    }

    @Override
    public String host() {
      return question.host();
    }

    @Override
    public String path() {
      int mark = question.path().indexOf('?');
      return mark < 0 ? question.path() : question.path().substring(0, mark);
    }

    @Override
    public String rawPath() {
      return question.path();
    }

    @Override
    public Map<String, List<String>> query() {
      Map<String, List<String>> query = new LinkedHashMap<>();
      int mark = question.path().indexOf('?');
      if (mark >= 0) {
        for (String pair : question.path().substring(mark + 1).split("&", -1)) {
          int equals = pair.indexOf('=');
          String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
          String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
          query.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
        }
      }
      return query;
    }

    private static String decoded(String text) {
      try {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
      } catch (IllegalArgumentException malformed) {
        return text;
      }
    }

    @Override
    public Map<String, String> headers() {
      return question.headers();
    }
  }
}
