package io.watchword.authz.load;

import io.watchword.authz.decision.ConnectionFacts;
import io.watchword.authz.decision.Destination;
import io.watchword.authz.decision.RequestFacts;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.LazyObject;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a policy sees as `input`. Fields are computed when a policy first reads them. Stateless.
public final class InputDocument {

  private InputDocument() {}

  /// For a decision about a connection.
  public static LazyObject of(ConnectionFacts facts) {
    return LazyObject.of(connectionFields(facts));
  }

  /// For a decision about a request.
  public static LazyObject of(RequestFacts facts) {
    Map<String, Supplier<? extends @Nullable Value>> fields = connectionFields(facts.connection());
    fields.put("request", () -> request(facts));
    fields.put("attributes", () -> attributes(facts));
    fields.put("parsed_path", () -> parsedPath(facts.path()));
    fields.put("parsed_query", () -> query(facts));
    return LazyObject.of(fields);
  }

  private static Map<String, Supplier<? extends @Nullable Value>> connectionFields(
      ConnectionFacts facts) {
    Map<String, Supplier<? extends @Nullable Value>> fields = new HashMap<>();
    fields.put("source", () -> source(facts.source()));
    fields.put("destination", () -> destination(facts));
    fields.put("connection", () -> connection(facts));
    return fields;
  }

  private static Value source(ConnectionFacts.Source source) {
    Map<String, Supplier<? extends @Nullable Value>> fields = new HashMap<>();
    SpiffeParts parts = SpiffeParts.of(source.spiffeId());
    fields.put("spiffe_id", () -> text(source.spiffeId()));
    fields.put("trust_domain", () -> text(parts.trustDomain()));
    fields.put("namespace", () -> text(parts.namespace()));
    fields.put("service_account", () -> text(parts.serviceAccount()));
    fields.put("ip", () -> text(source.ip()));
    fields.put("port", () -> NumberValue.of(source.port()));
    fields.put("certificate", () -> certificate(source));
    return LazyObject.of(fields);
  }

  private static Value certificate(ConnectionFacts.Source source) {
    TableValue table = TableValue.growing();
    put(table, "serial", source.serial());
    put(table, "sha256", source.sha256());
    put(table, "not_after", source.notAfter());
    return table;
  }

  private static Value destination(ConnectionFacts facts) {
    Destination destination = facts.destination();
    Map<String, Supplier<? extends @Nullable Value>> fields = new HashMap<>();
    fields.put("workload", () -> text(destination.workload()));
    fields.put("spiffe_id", () -> text(destination.spiffeId()));
    fields.put("namespace", () -> text(destination.namespace()));
    fields.put("labels", () -> strings(destination.labels()));
    fields.put("ip", () -> text(facts.destinationIp()));
    fields.put("port", () -> NumberValue.of(facts.destinationPort()));
    return LazyObject.of(fields);
  }

  private static Value connection(ConnectionFacts facts) {
    TableValue tls = TableValue.growing();
    put(tls, "version", facts.tls().version());
    put(tls, "cipher_suite", facts.tls().cipherSuite());
    put(tls, "group", facts.tls().group());
    put(tls, "sni", facts.tls().sni());
    put(tls, "alpn", facts.tls().alpn());
    TableValue connection = TableValue.growing();
    put(connection, "id", facts.connectionId());
    put(connection, "protocol", facts.protocol());
    connection.put(new StringValue("tls"), tls);
    return connection;
  }

  private static Value request(RequestFacts facts) {
    Map<String, Supplier<? extends @Nullable Value>> fields = new HashMap<>();
    fields.put("id", () -> text(facts.requestId()));
    fields.put("method", () -> text(facts.method()));
    fields.put("scheme", () -> text(facts.scheme()));
    fields.put("host", () -> text(facts.host()));
    fields.put("path", () -> text(facts.path()));
    fields.put("raw_path", () -> text(facts.rawPath()));
    fields.put("query", () -> query(facts));
    fields.put("headers", () -> strings(facts.headers()));
    return LazyObject.of(fields);
  }

  /// The `attributes` of Envoy's CheckRequest, as opa-envoy-plugin hands them on.
  private static Value attributes(RequestFacts facts) {
    ConnectionFacts connection = facts.connection();
    String path = pathAndQuery(facts);
    TableValue http = TableValue.growing();
    put(http, "id", facts.requestId());
    put(http, "method", facts.method());
    put(http, "scheme", facts.scheme());
    put(http, "host", facts.host());
    put(http, "path", path);
    put(http, "protocol", "HTTP/1.1");
    Map<String, String> headers = new HashMap<>(facts.headers());
    headers.put(":method", facts.method());
    headers.put(":path", path);
    headers.put(":authority", facts.host());
    http.put(new StringValue("headers"), strings(headers));
    return TableValue.of(
        Map.of(
            new StringValue("request"), TableValue.of(Map.of(new StringValue("http"), http)),
            new StringValue("source"),
                peer(
                    connection.source().ip(),
                    connection.source().port(),
                    connection.source().spiffeId()),
            new StringValue("destination"),
                peer(
                    connection.destinationIp(),
                    connection.destinationPort(),
                    connection.destination().spiffeId())));
  }

  // Envoy's `path` carries the query. The path is the normalised one, which is forwarded: a rule
  // about `/admin` must see `/x/../admin` and `/%61dmin` as well.
  private static String pathAndQuery(RequestFacts facts) {
    int query = facts.rawPath().indexOf('?');
    return query < 0 ? facts.path() : facts.path() + facts.rawPath().substring(query);
  }

  private static Value peer(String ip, int port, String principal) {
    TableValue socket = TableValue.growing();
    put(socket, "address", ip);
    socket.put(new StringValue("portValue"), NumberValue.of(port));
    TableValue peer = TableValue.growing();
    peer.put(
        new StringValue("address"),
        TableValue.of(Map.of(new StringValue("socketAddress"), socket)));
    put(peer, "principal", principal);
    return peer;
  }

  private static Value parsedPath(String path) {
    String trimmed = path.replaceFirst("^/+", "");
    List<Value> segments = new ArrayList<>();
    for (String segment : trimmed.split("/", -1)) {
      segments.add(new StringValue(segment));
    }
    return ArrayValue.of(segments);
  }

  private static Value query(RequestFacts facts) {
    TableValue table = TableValue.growing();
    facts
        .query()
        .forEach(
            (name, values) ->
                table.put(
                    new StringValue(name),
                    ArrayValue.of(values.stream().map(StringValue::new).toList())));
    return table;
  }

  private static Value strings(Map<String, String> map) {
    TableValue table = TableValue.growing();
    map.forEach((name, value) -> table.put(new StringValue(name), new StringValue(value)));
    return table;
  }

  private static @Nullable Value text(String text) {
    return text.isEmpty() ? null : new StringValue(text);
  }

  private static void put(TableValue table, String name, String value) {
    if (!value.isEmpty()) {
      table.put(new StringValue(name), new StringValue(value));
    }
  }
}
