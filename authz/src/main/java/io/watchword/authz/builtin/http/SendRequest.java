package io.watchword.authz.builtin.http;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NullValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a policy asks `http.send` to do.
///
/// @param headers by their canonical names
/// @param key what the answer is remembered under
record SendRequest(
    String method,
    String url,
    byte[] body,
    Map<String, String> headers,
    TlsOptions tls,
    Duration timeout,
    boolean followRedirects,
    int retries,
    Decoding decoding,
    Caching caching,
    Value key) {

  /// How a body becomes a value.
  record Decoding(boolean forceJson, boolean forceYaml) {}

  /// Whether an answer is kept for other evaluations.
  ///
  /// @param forcedSeconds how long whatever its headers say; 0 where they decide
  record Caching(boolean shared, int forcedSeconds) {}

  private static final Duration STANDARD_TIMEOUT = Duration.ofSeconds(5);
  private static final Pattern DURATION_PART =
      Pattern.compile("([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)");

  private static BuiltinFailedException operand(String message) {
    return new BuiltinFailedException(BuiltinFailedException.Kind.OPERAND, "operand 1 " + message);
  }

  static SendRequest of(ObjectValue request) {
    Value key = key(request);
    Caching caching = caching(request);
    for (String name : RequestNames.TEXTS) {
      Value value = get(request, name);
      if (value != null && !(value instanceof StringValue)) {
        throw new BuiltinFailedException("\"" + name + "\" must be a string");
      }
    }
    return new SendRequest(
        text(request, "method").toUpperCase(Locale.ROOT),
        text(request, "url"),
        body(request),
        headers(request),
        TlsOptions.of(
            request,
            flag(request, "tls_use_system_certs"),
            flag(request, "tls_insecure_skip_verify")),
        timeout(get(request, "timeout")),
        flag(request, "enable_redirect"),
        retries(request),
        new Decoding(
            strictFlag(request, "force_json_decode"), strictFlag(request, "force_yaml_decode")),
        caching,
        key);
  }

  static @Nullable Value get(ObjectValue request, String name) {
    return request.get(new StringValue(name));
  }

  static String text(ObjectValue request, String name) {
    return get(request, name) instanceof StringValue text
        ? text.text().replaceAll("^\"+|\"+$", "")
        : "";
  }

  private static boolean flag(ObjectValue request, String name) {
    Value value = get(request, name);
    return switch (value) {
      case null -> false;
      case BooleanValue flag -> flag.value();
      case NumberValue number when number.toString().equals("1") -> true;
      case NumberValue number when number.toString().equals("0") -> false;
      default ->
          throw new BuiltinFailedException(
              "strconv.ParseBool: parsing "
                  + new StringValue(value.toString())
                  + ": invalid syntax");
    };
  }

  static boolean strictFlag(ObjectValue request, String name) {
    Value value = get(request, name);
    if (value != null && !(value instanceof BooleanValue)) {
      throw new BuiltinFailedException("invalid value for \"" + name + "\" field");
    }
    return value instanceof BooleanValue flag && flag.value();
  }

  private static byte[] body(ObjectValue request) {
    if (get(request, "raw_body") != null) {
      return text(request, "raw_body").getBytes(StandardCharsets.UTF_8);
    }
    Value body = get(request, "body");
    return body == null
        ? new byte[0]
        : ValueJson.write(body)
            .replace("<", "\\u003c")
            .replace(">", "\\u003e")
            .replace("&", "\\u0026")
            .getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, String> headers(ObjectValue request) {
    Map<String, String> headers = new TreeMap<>();
    Value value = get(request, "headers");
    if (value == null) {
      return headers;
    }
    if (!(value instanceof ObjectValue object)) {
      throw new BuiltinFailedException("invalid type for headers key");
    }
    for (Value key : object.sortedKeys()) {
      Value each = object.required(key);
      if (!(each instanceof StringValue text)) {
        throw new BuiltinFailedException("invalid type for headers value \"" + each + "\"");
      }
      headers.put(canonical(key instanceof StringValue name ? name.text() : ""), text.text());
    }
    headers.putIfAbsent("User-Agent", "Watchword");
    return headers;
  }

  /// `content-type` as `Content-Type`.
  static String canonical(String name) {
    StringBuilder out = new StringBuilder();
    boolean first = true;
    for (char c : name.toCharArray()) {
      out.append(first ? Character.toUpperCase(c) : Character.toLowerCase(c));
      first = c == '-';
    }
    return out.toString();
  }

  private static Duration timeout(@Nullable Value value) {
    return switch (value) {
      case null -> STANDARD_TIMEOUT;
      case NumberValue number -> {
        if (number.asLong().isEmpty()) {
          throw new BuiltinFailedException(
              "invalid timeout number value " + number + ", must be int64");
        }
        yield Duration.ofNanos(number.asLong().getAsLong());
      }
      case StringValue text -> duration(text.text());
      default ->
          throw operand("'timeout' must be one of {string, number} but got " + value.typeName());
    };
  }

  private static Duration duration(String text) {
    if (text.matches("[-+]?[0-9]{1,18}")) {
      return Duration.ofNanos(Long.parseLong(text));
    }
    BigDecimal nanos = BigDecimal.ZERO;
    Matcher part = DURATION_PART.matcher(text);
    int at = text.startsWith("+") ? 1 : 0;
    boolean any = false;
    while (text.length() <= 100 && part.find(at) && part.start() == at) {
      BigDecimal unit =
          switch (part.group(2)) {
            case "ns" -> BigDecimal.ONE;
            case "us", "µs", "μs" -> BigDecimal.valueOf(1_000);
            case "ms" -> BigDecimal.valueOf(1_000_000);
            case "s" -> BigDecimal.valueOf(1_000_000_000L);
            case "m" -> BigDecimal.valueOf(60_000_000_000L);
            default -> BigDecimal.valueOf(3_600_000_000_000L);
          };
      String number = part.group(1);
      nanos =
          nanos.add(new BigDecimal(number.endsWith(".") ? number + "0" : number).multiply(unit));
      at = part.end();
      any = true;
    }
    if (!any || at != text.length() || nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      String quoted = new StringValue(text).toString();
      throw new BuiltinFailedException(
          "invalid timeout value %s: time: invalid duration %s".formatted(quoted, quoted));
    }
    return Duration.ofNanos(nanos.longValue());
  }

  private static int retries(ObjectValue request) {
    Value value = get(request, "max_retry_attempts");
    if (value == null) {
      return 0;
    }
    if (value instanceof NumberValue number
        && number.asLong().isPresent()
        && number.asLong().getAsLong() >= 0) {
      return (int) Math.min(number.asLong().getAsLong(), Integer.MAX_VALUE);
    }
    throw new BuiltinFailedException(
        "invalid value " + value + " for field \"max_retry_attempts\"");
  }

  private static Caching caching(ObjectValue request) {
    boolean cache = strictFlag(request, "cache");
    boolean force = strictFlag(request, "force_cache");
    if (!force) {
      return new Caching(cache, 0);
    }
    Value seconds = get(request, "force_cache_duration_seconds");
    if (seconds == null) {
      throw new BuiltinFailedException(
          "'force_cache' set but 'force_cache_duration_seconds' parameter is missing");
    }
    try {
      return new Caching(true, Integer.parseInt(seconds.toString()));
    } catch (NumberFormatException malformed) {
      throw new BuiltinFailedException(
          "strconv.ParseInt: parsing " + new StringValue(seconds.toString()) + ": invalid syntax");
    }
  }

  // The whole request, but for headers that the policy says do not matter.
  private static Value key(ObjectValue request) {
    TableValue key = TableValue.growing();
    for (Value name : request.sortedKeys()) {
      key.put(name, request.required(name));
    }
    StringValue ignoredName = new StringValue("cache_ignored_headers");
    StringValue headersName = new StringValue("headers");
    Value ignored = request.get(ignoredName);
    if (ignored != null && request.get(headersName) instanceof ObjectValue headers) {
      if (!(ignored instanceof ArrayValue names)
          || !names.items().stream().allMatch(StringValue.class::isInstance)) {
        throw new BuiltinFailedException("cache_ignored_headers must be an array of strings");
      }
      TableValue kept = TableValue.growing();
      for (Value name : headers.sortedKeys()) {
        if (!names.items().contains(name)) {
          kept.put(name, headers.required(name));
        }
      }
      key.put(headersName, kept);
    }
    key.put(ignoredName, NullValue.NULL);
    return key;
  }
}
