package io.watchword.authz.decision.opa;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.watchword.authz.decision.Decision;
import io.watchword.authz.decision.RuleRef;
import java.io.IOException;

/// What OPA's reply means. Only `true`, or an object whose `allowed` is `true`, allows; all that is
/// not plainly a yes or a no is a failure, which denies. Thread-safe, without state.
final class OpaAnswer {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          // Two results would be a yes and a no.
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  /// What to say where the document is undefined.
  enum Undefined {
    FAILS,
    ALLOWS
  }

  private OpaAnswer() {}

  static Decision of(int status, byte[] body, String path, Undefined undefined) {
    if (status != 200) return failed(path, "answered " + status + " (expected: 200)");
    JsonNode reply;
    try {
      reply = JSON.readTree(body);
    } catch (IOException e) {
      return failed(path, "answered something that is not JSON");
    }
    if (!reply.isObject()) return failed(path, "answered no JSON object");
    if (!reply.has("result")) return undefined(path, undefined);
    return result(reply.get("result"), path);
  }

  private static Decision undefined(String path, Undefined undefined) {
    return switch (undefined) {
      case FAILS ->
          failed(path, "is undefined (expected: true, false or an object with `allowed`)");
      case ALLOWS -> new Decision.Allow(RuleRef.NONE);
    };
  }

  private static Decision result(JsonNode result, String path) {
    if (result.isBoolean()) return verdict(result.booleanValue(), result, path);
    // The object of opa-envoy-plugin.
    JsonNode allowed = result.path("allowed");
    if (allowed.isBoolean()) return verdict(allowed.booleanValue(), result, path);
    return failed(path, "is neither true nor false nor an object with `allowed`");
  }

  private static Decision verdict(boolean allowed, JsonNode result, String path) {
    var rule = new RuleRef("custom", "opa:" + path, "");
    if (allowed) return new Decision.Allow(rule);
    String reason = result.path("reason").asText("");
    return new Decision.Deny(
        rule, reason.isEmpty() ? "opa denies: `data." + dotted(path) + "` is false" : reason, "");
  }

  static Decision.Failed failed(String path, String what) {
    return new Decision.Failed("opa: `data." + dotted(path) + "` " + what);
  }

  private static String dotted(String path) {
    return path.replace('/', '.');
  }
}
