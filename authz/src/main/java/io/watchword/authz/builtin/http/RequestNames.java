package io.watchword.authz.builtin.http;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// The fields that a request may have and must have. Stateless.
public final class RequestNames {

  static final SortedSet<String> TEXTS =
      sorted(
          "method",
          "url",
          "raw_body",
          "tls_ca_cert",
          "tls_ca_cert_file",
          "tls_ca_cert_env_variable",
          "tls_client_cert",
          "tls_client_cert_file",
          "tls_client_cert_env_variable",
          "tls_client_key",
          "tls_client_key_file",
          "tls_client_key_env_variable",
          "tls_server_name");
  private static final Set<String> OTHERS =
      Set.of(
          "body",
          "enable_redirect",
          "force_json_decode",
          "force_yaml_decode",
          "headers",
          "tls_use_system_certs",
          "tls_insecure_skip_verify",
          "timeout",
          "cache",
          "force_cache",
          "force_cache_duration_seconds",
          "raise_error",
          "caching_mode",
          "max_retry_attempts",
          "cache_ignored_headers");

  private RequestNames() {}

  private static SortedSet<String> sorted(String... names) {
    return Collections.unmodifiableSortedSet(new TreeSet<>(List.of(names)));
  }

  /// @throws BuiltinFailedException with OPA's words
  public static void check(ObjectValue request) {
    TreeSet<Value> unknown = new TreeSet<>();
    for (Value key : request.sortedKeys()) {
      String name = key instanceof StringValue text ? text.text() : "";
      if (!TEXTS.contains(name) && !OTHERS.contains(name)) {
        unknown.add(key);
      }
    }
    if (!unknown.isEmpty()) {
      throw wrong("invalid request parameters(s): " + set(unknown));
    }
    TreeSet<Value> missing = new TreeSet<>();
    for (String needed : List.of("method", "url")) {
      if (request.get(new StringValue(needed)) == null) {
        missing.add(new StringValue(needed));
      }
    }
    if (!missing.isEmpty()) {
      throw wrong("missing required request parameters(s): " + set(missing));
    }
  }

  private static String set(TreeSet<Value> values) {
    return "{" + String.join(", ", values.stream().map(Object::toString).toList()) + "}";
  }

  private static BuiltinFailedException wrong(String message) {
    return new BuiltinFailedException(BuiltinFailedException.Kind.OPERAND, "operand 1 " + message);
  }
}
