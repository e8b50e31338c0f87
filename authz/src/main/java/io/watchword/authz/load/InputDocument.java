package io.watchword.authz.load;

import io.watchword.authz.decision.ConnectionFacts;
import io.watchword.authz.decision.Destination;
import io.watchword.authz.decision.RequestFacts;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.FactsObject;
import io.watchword.authz.value.FactsShape;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// What a policy sees as `input`. Fields are computed when a policy first reads them. Stateless.
public final class InputDocument {

  private InputDocument() {}

  private static final FactsShape<ConnectionFacts> CONNECTION =
      connectionFields(FactsShape.<ConnectionFacts>of(), facts -> facts).build();

  private static final FactsShape<RequestFacts> REQUEST =
      connectionFields(FactsShape.<RequestFacts>of(), RequestFacts::connection)
          .object("request", request())
          .value("attributes", InputDocument::attributes)
          .value("parsed_path", facts -> parsedPath(facts.path()))
          .value("parsed_query", InputDocument::query)
          .build();

  /// For a decision about a connection.
  public static FactsObject<ConnectionFacts> of(ConnectionFacts facts) {
    return new FactsObject<>(CONNECTION, facts);
  }

  /// For a decision about a request.
  public static FactsObject<RequestFacts> of(RequestFacts facts) {
    return new FactsObject<>(REQUEST, facts);
  }

  private static <F> FactsShape.Builder<F> connectionFields(
      FactsShape.Builder<F> fields, Function<F, ConnectionFacts> connection) {
    return fields
        .object("source", source(connection.andThen(ConnectionFacts::source)))
        .object("destination", destination(connection))
        .value("connection", facts -> connection(connection.apply(facts)));
  }

  private static <F> FactsShape<F> source(Function<F, ConnectionFacts.Source> source) {
    return FactsShape.<F>of()
        .text("spiffe_id", facts -> source.apply(facts).spiffeId())
        .text("trust_domain", facts -> parts(source.apply(facts)).trustDomain())
        .text("namespace", facts -> parts(source.apply(facts)).namespace())
        .text("service_account", facts -> parts(source.apply(facts)).serviceAccount())
        .text("ip", facts -> source.apply(facts).ip())
        .value("port", facts -> NumberValue.of(source.apply(facts).port()))
        .value("certificate", facts -> certificate(source.apply(facts)))
        .build();
  }

  private static SpiffeParts parts(ConnectionFacts.Source source) {
    return SpiffeParts.of(source.spiffeId());
  }

  private static Value certificate(ConnectionFacts.Source source) {
    TableValue table = TableValue.growing();
    put(table, "serial", source.serial());
    put(table, "sha256", source.sha256());
    put(table, "not_after", source.notAfter());
    return table;
  }

  private static <F> FactsShape<F> destination(Function<F, ConnectionFacts> connection) {
    Function<F, Destination> destination = connection.andThen(ConnectionFacts::destination);
    return FactsShape.<F>of()
        .text("workload", facts -> destination.apply(facts).workload())
        .text("spiffe_id", facts -> destination.apply(facts).spiffeId())
        .text("namespace", facts -> destination.apply(facts).namespace())
        .value("labels", facts -> strings(destination.apply(facts).labels()))
        .text("ip", facts -> connection.apply(facts).destinationIp())
        .value("port", facts -> NumberValue.of(connection.apply(facts).destinationPort()))
        .build();
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

  private static FactsShape<RequestFacts> request() {
    return FactsShape.<RequestFacts>of()
        .text("id", RequestFacts::requestId)
        .text("method", RequestFacts::method)
        .text("scheme", RequestFacts::scheme)
        .text("host", RequestFacts::host)
        .text("path", RequestFacts::path)
        .text("raw_path", RequestFacts::rawPath)
        .value("query", InputDocument::query)
        .value("headers", facts -> strings(facts.headers()))
        .build();
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

  private static void put(TableValue table, String name, String value) {
    if (!value.isEmpty()) {
      table.put(new StringValue(name), new StringValue(value));
    }
  }
}
