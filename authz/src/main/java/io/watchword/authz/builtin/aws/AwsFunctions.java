package io.watchword.authz.builtin.aws;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.builtin.http.RequestNames;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// `providers.aws.sign_req`. Stateless.
public final class AwsFunctions {

  private static final List<String> NEEDED =
      List.of("aws_access_key", "aws_region", "aws_secret_access_key", "aws_service");

  private AwsFunctions() {}

  /// By name.
  public static Map<String, Builtin> all() {
    return Map.of("providers.aws.sign_req", AwsFunctions::sign);
  }

  private static Value sign(BuiltinContext context, Value[] arguments) {
    ObjectValue request = Operands.object(arguments, 0);
    if (!(arguments[1] instanceof ObjectValue config)) {
      throw BuiltinFailedException.operand(1, "object", arguments[1].typeName());
    }
    check(config, NEEDED, v -> false, "operand 2 missing required AWS config parameters(s): ");
    check(
        config,
        NEEDED,
        v -> !(v instanceof StringValue),
        "operand 2 invalid values for required AWS config parameters(s): ");
    if (!(arguments[2] instanceof NumberValue time)) {
      throw BuiltinFailedException.operand(1, "number", arguments[2].typeName());
    }
    if (time.asLong().isEmpty()) {
      throw wrong("operand 3 could not convert time_ns value into a unix timestamp");
    }
    RequestNames.check(request);
    ObjectValue headers = headers(request);
    check(
        request,
        List.of("method", "url"),
        v -> !(v instanceof StringValue),
        "operand 1 invalid values for required request parameters(s): ");
    String body = body(request);
    context.spend(1_000 + body.length() / 4);
    SignatureV4 signature =
        new SignatureV4(
            new SignatureV4.Credentials(
                text(config, "aws_access_key"),
                text(config, "aws_secret_access_key"),
                text(config, "aws_session_token")),
            text(config, "aws_region"),
            text(config, "aws_service"),
            Instant.EPOCH.plusNanos(time.asLong().getAsLong()),
            !isPayloadUnsigned(config));
    return signed(request, headers, signature, body);
  }

  private static Value signed(
      ObjectValue request, ObjectValue headers, SignatureV4 signature, String body) {
    Map<String, String> own = new TreeMap<>();
    for (Value key : headers.sortedKeys()) {
      own.put(
          key instanceof StringValue name ? name.text() : "",
          headers.required(key) instanceof StringValue text ? text.text() : "");
    }
    Map<String, String> added =
        signature.headers(
            text(request, "method"),
            uri(text(request, "url")),
            own,
            body.getBytes(StandardCharsets.UTF_8));
    TableValue all = TableValue.growing();
    own.forEach((name, value) -> all.put(new StringValue(name), new StringValue(value)));
    added.forEach((name, value) -> all.put(new StringValue(name), new StringValue(value)));
    TableValue out = TableValue.growing();
    for (Value key : request.sortedKeys()) {
      out.put(key, request.required(key));
    }
    out.put(new StringValue("headers"), all);
    return out;
  }

  private static URI uri(String url) {
    try {
      return new URI(url);
    } catch (URISyntaxException malformed) {
      throw new BuiltinFailedException("parse \"" + url + "\": " + malformed.getReason());
    }
  }

  private static @Nullable Value get(ObjectValue object, String name) {
    return object.get(new StringValue(name));
  }

  private static String text(ObjectValue object, String name) {
    return get(object, name) instanceof StringValue text ? text.text() : "";
  }

  private static BuiltinFailedException wrong(String message) {
    return new BuiltinFailedException(BuiltinFailedException.Kind.OPERAND, message);
  }

  // Those that are not there fail the first check, those that are of a wrong kind the second.
  private static void check(
      ObjectValue object, List<String> names, Predicate<Value> isBad, String message) {
    TreeSet<String> bad = new TreeSet<>();
    for (String name : names) {
      Value value = get(object, name);
      if (value == null || isBad.test(value)) {
        bad.add("\"" + name + "\"");
      }
    }
    if (!bad.isEmpty()) {
      throw wrong(message + "{" + String.join(", ", bad) + "}");
    }
  }

  private static ObjectValue headers(ObjectValue request) {
    Value headers = get(request, "headers");
    return switch (headers) {
      case null -> TableValue.growing();
      case ObjectValue object -> object;
      default -> throw BuiltinFailedException.operand(0, "object", headers.typeName());
    };
  }

  private static String body(ObjectValue request) {
    if (get(request, "raw_body") != null) {
      return text(request, "raw_body");
    }
    Value body = get(request, "body");
    return body == null
        ? ""
        : ValueJson.write(body)
            .replace("<", "\\u003c")
            .replace(">", "\\u003e")
            .replace("&", "\\u0026");
  }

  private static boolean isPayloadUnsigned(ObjectValue config) {
    Value value = get(config, "disable_payload_signing");
    if (value != null && !(value instanceof BooleanValue)) {
      throw wrong("operand 2 invalid value for 'disable_payload_signing' in AWS config");
    }
    return value instanceof BooleanValue flag && flag.value();
  }
}
