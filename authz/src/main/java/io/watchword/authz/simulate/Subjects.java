package io.watchword.authz.simulate;

import io.watchword.authz.load.InputDocument;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.List;
import java.util.Optional;

/// Fields of `input` in sentences, read and changed. Stateless.
final class Subjects {

  private static final String SCHEME = "spiffe://";

  private Subjects() {}

  /// `method` for `request.method`; the reference itself for what has no name of its own.
  static String name(List<String> path) {
    if (path.size() == 3 && path.subList(0, 2).equals(List.of("request", "headers"))) {
      return "header `" + path.get(2) + "`";
    }
    return switch (String.join(".", path)) {
      case "source.spiffe_id" -> "caller";
      case "source.namespace" -> "caller's namespace";
      case "source.service_account" -> "caller's service account";
      case "source.trust_domain" -> "caller's trust domain";
      case "destination.port" -> "port";
      case "destination.workload" -> "workload";
      case "request.method" -> "method";
      case "request.path" -> "path";
      case "request.host" -> "host";
      default -> "`input." + String.join(".", path) + "`";
    };
  }

  /// The value under `path` of the question's input, as text.
  static Optional<String> read(Question question, List<String> path) {
    Value at =
        question.http()
            ? InputDocument.of(question.requestFacts())
            : InputDocument.of(question.connectionFacts());
    for (String key : path) {
      Value next = at instanceof ObjectValue object ? object.get(new StringValue(key)) : null;
      if (next == null) {
        return Optional.empty();
      }
      at = next;
    }
    return Optional.of(at instanceof StringValue text ? text.text() : at.toString());
  }

  /// The question with `value` under `path`; empty where a caller cannot change that.
  static Optional<Question> change(Question question, List<String> path, String value) {
    if (path.size() == 3 && path.subList(0, 2).equals(List.of("request", "headers"))) {
      return Optional.of(question.withHeader(path.get(2), value));
    }
    return switch (String.join(".", path)) {
      case "source.spiffe_id" -> Optional.of(question.withFrom(value));
      case "source.namespace" ->
          Optional.of(question.withFrom(replaced(question.from(), "ns", value)));
      case "source.service_account" ->
          Optional.of(question.withFrom(replaced(question.from(), "sa", value)));
      case "source.trust_domain" ->
          Optional.of(question.withFrom(SCHEME + value + pathOf(question.from())));
      case "destination.port" ->
          value.matches("[0-9]{1,5}")
              ? Optional.of(question.withPort(Integer.parseInt(value)))
              : Optional.empty();
      case "request.method" -> Optional.of(question.withMethod(value));
      case "request.path" -> Optional.of(question.withPath(value));
      case "request.host" -> Optional.of(question.withHost(value));
      default -> Optional.empty();
    };
  }

  private static String pathOf(String spiffeId) {
    int slash = spiffeId.startsWith(SCHEME) ? spiffeId.indexOf('/', SCHEME.length()) : -1;
    return slash < 0 ? "" : spiffeId.substring(slash);
  }

  private static String replaced(String spiffeId, String key, String value) {
    String part = "/" + key + "/";
    int at = spiffeId.indexOf(part);
    if (at < 0) {
      return spiffeId + part + value;
    }
    int end = spiffeId.indexOf('/', at + part.length());
    return spiffeId.substring(0, at + part.length())
        + value
        + (end < 0 ? "" : spiffeId.substring(end));
  }
}
