package io.watchword.authz.builtin.token;

import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.builtin.keys.WebKey;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `io.jwt.encode_sign` and `io.jwt.encode_sign_raw`. Stateless.
final class TokenSigning {

  private static final long SIGN_COST = 50_000;
  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

  private TokenSigning() {}

  static Value encodeSign(BuiltinContext context, Value[] arguments) {
    return sign(
        context,
        goJson(Operands.object(arguments, 0)),
        goJson(Operands.object(arguments, 1)),
        goJson(Operands.object(arguments, 2)));
  }

  static Value encodeSignRaw(BuiltinContext context, Value[] arguments) {
    String key = Operands.text(arguments, 2);
    return sign(context, Operands.text(arguments, 0), Operands.text(arguments, 1), key);
  }

  // Go escapes what could end a script element.
  private static String goJson(Value value) {
    return ValueJson.write(value)
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }

  private static Value sign(
      BuiltinContext context, String headers, String payload, String keyText) {
    context.spend(SIGN_COST + payload.length());
    List<WebKey> keys;
    try {
      keys = WebKey.parse(keyText);
    } catch (GeneralSecurityException malformed) {
      throw new BuiltinFailedException("jwk.Parse: failed to parse: " + malformed.getMessage());
    }
    if (keys.isEmpty()) {
      throw new BuiltinFailedException("no keys found in JWK set");
    }
    Algorithm algorithm = algorithm(headers);
    if (isJwt(headers) && !isJson(payload)) {
      throw new BuiltinFailedException("type is JWT but payload is not JSON");
    }
    String signed = encoded(headers) + "." + encoded(payload);
    try {
      byte[] signature =
          algorithm.sign(keys.getFirst().key(), signed.getBytes(StandardCharsets.UTF_8));
      return new StringValue(signed + "." + URL.encodeToString(signature));
    } catch (GeneralSecurityException | RuntimeException cannotSign) {
      throw new BuiltinFailedException(String.valueOf(cannotSign.getMessage()));
    }
  }

  private static String encoded(String text) {
    return URL.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Algorithm algorithm(String headers) {
    Value value = header(headers, "alg");
    if (!(value instanceof StringValue name)) {
      throw new BuiltinFailedException(
          "missing or invalid 'alg' header: "
              + (value == null
                  ? "jwsbb: header \"alg\" not found"
                  : "value doesn't contain string; it contains " + value.typeName()));
    }
    return Algorithm.named(name.text())
        .orElseThrow(() -> new BuiltinFailedException("unknown JWS algorithm: " + name.text()));
  }

  private static @Nullable Value header(String headers, String name) {
    // OPA's parser takes any run of such characters for a number.
    if (headers.matches("[-+.0-9eE]+")) {
      return null;
    }
    Value parsed;
    try {
      parsed = ValueJson.parse(headers);
    } catch (IllegalArgumentException malformed) {
      throw new BuiltinFailedException(
          "missing or invalid 'alg' header: cannot parse JSON: "
              + (headers.isBlank()
                  ? "cannot parse empty string; unparsed tail: \"\""
                  : malformed.getMessage()));
    }
    return parsed instanceof ObjectValue object ? object.get(new StringValue(name)) : null;
  }

  // Where the type is missing or no string, it is taken for a JWT.
  private static boolean isJwt(String headers) {
    return !(header(headers, "typ") instanceof StringValue type) || type.text().equals("JWT");
  }

  private static boolean isJson(String text) {
    try {
      ValueJson.parse(text);
      return true;
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }
}
