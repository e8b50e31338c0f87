package io.watchword.authz.builtin.token;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.Optional;

/// What `io.jwt.decode_verify` asks of a token. Empty strings ask nothing.
///
/// @param certificate text of the keys
/// @param nanos the time at which the token must be valid
record Constraints(
    Optional<String> certificate,
    String secret,
    String algorithm,
    String issuer,
    String audience,
    double nanos) {

  static Constraints of(ObjectValue asked, long now) {
    Optional<String> certificate = Optional.empty();
    String secret = "";
    String algorithm = "";
    String issuer = "";
    String audience = "";
    double nanos = now;
    for (Value key : asked.sortedKeys()) {
      Value value = asked.required(key);
      String name = key instanceof StringValue text ? text.text() : key.toString();
      switch (name) {
        case "cert" -> certificate = Optional.of(text(name, value));
        case "secret" -> secret = text(name, value);
        case "alg" -> algorithm = text(name, value);
        case "iss" -> issuer = text(name, value);
        case "aud" -> audience = text(name, value);
        case "time" -> nanos = time(value);
        default -> throw new BuiltinFailedException("unknown token validation constraint: " + name);
      }
      if (name.equals("cert")) {
        TrustedKeys.of(certificate.orElse(""));
      }
    }
    if (certificate.isPresent() && !secret.isEmpty()) {
      throw new BuiltinFailedException("duplicate key constraints");
    }
    if (certificate.isEmpty() && secret.isEmpty()) {
      throw new BuiltinFailedException("no key constraint");
    }
    return new Constraints(certificate, secret, algorithm, issuer, audience, nanos);
  }

  private static String text(String name, Value value) {
    if (value instanceof StringValue text) {
      return text.text();
    }
    throw new BuiltinFailedException(name + " constraint: must be a string");
  }

  private static double time(Value value) {
    if (!(value instanceof NumberValue number)) {
      throw new BuiltinFailedException("token time constraint: must be a number");
    }
    double time = number.exact().doubleValue();
    if (Double.isInfinite(time)) {
      throw new BuiltinFailedException("token time constraint: unvalid float64");
    }
    if (time < 0) {
      throw new BuiltinFailedException("token time constraint: must not be negative");
    }
    return time;
  }

  /// Whether issuer, audience and times of a payload are as asked.
  boolean allow(ObjectValue payload) {
    if (!issuer.isEmpty()) {
      Value actual = payload.get(new StringValue("iss"));
      if (actual != null && !(actual instanceof StringValue)) {
        throw new BuiltinFailedException("iss value must be a string");
      }
      if (!(actual instanceof StringValue text) || !text.text().equals(issuer)) {
        return false;
      }
    }
    return allowAudience(payload.get(new StringValue("aud"))) && allowTimes(payload);
  }

  private boolean allowAudience(@org.jspecify.annotations.Nullable Value actual) {
    return switch (actual) {
      case null -> audience.isEmpty();
      case StringValue text -> text.text().equals(audience);
      case ArrayValue list -> list.items().contains(new StringValue(audience));
      default -> false;
    };
  }

  private boolean allowTimes(ObjectValue payload) {
    NumberValue now = NumberValue.parse(Double.toString(nanos / 1_000_000_000));
    Value expiry = payload.get(new StringValue("exp"));
    if (expiry != null && now.compareTo(number("exp", expiry)) >= 0) {
      return false;
    }
    Value begin = payload.get(new StringValue("nbf"));
    return begin == null || now.compareTo(number("nbf", begin)) >= 0;
  }

  private static NumberValue number(String claim, Value value) {
    if (value instanceof NumberValue number) {
      return number;
    }
    throw new BuiltinFailedException(claim + " value must be a number");
  }
}
