package io.watchword.authz.decision.opa;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.watchword.authz.decision.ConnectionFacts;
import io.watchword.authz.decision.Destination;
import io.watchword.authz.decision.RequestFacts;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The `input` document of a policy as JSON: our own fields, and beside them the ones of
/// opa-envoy-plugin so that its policies run unchanged. What is not known is absent. Thread-safe,
/// without state.
final class OpaInput {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern WORKLOAD =
      Pattern.compile("spiffe://([^/]+)(?:/ns/([^/]+)/sa/([^/]+))?(?:/.*)?");

  private OpaInput() {}

  static byte[] of(ConnectionFacts facts) {
    return bytes(input(facts));
  }

  static byte[] of(RequestFacts facts) {
    ObjectNode input = input(facts.connection());
    request(input.putObject("request"), facts);
    envoyRequest(input.withObject("/attributes").putObject("request").putObject("http"), facts);
    parsedPath(input, facts.path());
    strings(input.putObject("parsed_query"), facts.query());
    return bytes(input);
  }

  private static byte[] bytes(ObjectNode input) {
    try {
      return JSON.writeValueAsBytes(JsonNodeFactory.instance.objectNode().set("input", input));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ObjectNode input(ConnectionFacts facts) {
    ObjectNode input = JsonNodeFactory.instance.objectNode();
    source(input.putObject("source"), facts.source());
    destination(input.putObject("destination"), facts);
    ObjectNode connection = input.putObject("connection");
    put(connection, "id", facts.connectionId());
    put(connection, "protocol", facts.protocol());
    tls(connection.putObject("tls"), facts.tls());
    attributes(input.putObject("attributes"), facts);
    return input;
  }

  private static void source(ObjectNode node, ConnectionFacts.Source source) {
    put(node, "spiffe_id", source.spiffeId());
    Matcher workload = WORKLOAD.matcher(source.spiffeId());
    if (workload.matches()) {
      node.put("trust_domain", workload.group(1));
      if (workload.group(2) != null) {
        node.put("namespace", workload.group(2));
        node.put("service_account", workload.group(3));
      }
    }
    put(node, "ip", source.ip());
    node.put("port", source.port());
    if (source.serial().isEmpty()) return;
    ObjectNode certificate = node.putObject("certificate");
    put(certificate, "serial", source.serial());
    put(certificate, "sha256", source.sha256());
    put(certificate, "not_after", source.notAfter());
  }

  private static void destination(ObjectNode node, ConnectionFacts facts) {
    Destination destination = facts.destination();
    put(node, "workload", destination.workload());
    put(node, "spiffe_id", destination.spiffeId());
    put(node, "namespace", destination.namespace());
    put(node, "service_account", destination.serviceAccount());
    ObjectNode labels = node.putObject("labels");
    destination.labels().forEach(labels::put);
    put(node, "ip", facts.destinationIp());
    node.put("port", facts.destinationPort());
  }

  private static void tls(ObjectNode node, ConnectionFacts.Tls tls) {
    put(node, "version", tls.version());
    put(node, "cipher_suite", tls.cipherSuite());
    put(node, "group", tls.group());
    put(node, "sni", tls.sni());
    put(node, "alpn", tls.alpn());
  }

  private static void request(ObjectNode node, RequestFacts facts) {
    put(node, "id", facts.requestId());
    put(node, "method", facts.method());
    put(node, "scheme", facts.scheme());
    put(node, "host", facts.host());
    put(node, "path", facts.path());
    put(node, "raw_path", facts.rawPath());
    strings(node.putObject("query"), facts.query());
    ObjectNode headers = node.putObject("headers");
    facts.headers().forEach(headers::put);
  }

  private static void attributes(ObjectNode node, ConnectionFacts facts) {
    ObjectNode source = node.putObject("source");
    socketAddress(source, facts.source().ip(), facts.source().port());
    put(source, "principal", facts.source().spiffeId());
    ObjectNode destination = node.putObject("destination");
    socketAddress(destination, facts.destinationIp(), facts.destinationPort());
    put(destination, "principal", facts.destination().spiffeId());
  }

  private static void socketAddress(ObjectNode node, String ip, int port) {
    node.putObject("address").putObject("socketAddress").put("address", ip).put("portValue", port);
  }

  private static void envoyRequest(ObjectNode node, RequestFacts facts) {
    put(node, "id", facts.requestId());
    put(node, "method", facts.method());
    put(node, "scheme", facts.scheme());
    put(node, "host", facts.host());
    // Envoy's `path` carries the query.
    int query = facts.rawPath().indexOf('?');
    put(node, "path", query < 0 ? facts.path() : facts.path() + facts.rawPath().substring(query));
    node.put("protocol", "HTTP/1.1");
    ObjectNode headers = node.putObject("headers");
    facts.headers().forEach(headers::put);
  }

  private static void parsedPath(ObjectNode input, String path) {
    var segments = input.putArray("parsed_path");
    for (String segment : path.replaceFirst("^/+", "").split("/", -1)) segments.add(segment);
  }

  private static void strings(ObjectNode node, Map<String, List<String>> values) {
    values.forEach(
        (name, list) -> {
          var array = node.putArray(name);
          list.forEach(array::add);
        });
  }

  private static void put(ObjectNode node, String name, String value) {
    if (!value.isEmpty()) node.put(name, value);
  }
}
