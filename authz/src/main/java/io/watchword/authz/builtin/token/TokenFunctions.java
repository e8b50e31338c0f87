package io.watchword.authz.builtin.token;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;

/// `io.jwt.*`. Thread-safe.
public final class TokenFunctions {

  // About what a check with an RSA key of 2,048 bits costs.
  private static final long CHECK_COST = 5_000;
  private static final int DEEPEST_NESTING = 32;
  private static final VerifiedTokens VERIFIED = new VerifiedTokens();

  private TokenFunctions() {}

  /// By name.
  public static Map<String, Builtin> all() {
    Map<String, Builtin> all = new HashMap<>();
    all.put("io.jwt.decode", TokenFunctions::decode);
    all.put("io.jwt.decode_verify", TokenFunctions::decodeVerify);
    all.put("io.jwt.encode_sign", TokenSigning::encodeSign);
    all.put("io.jwt.encode_sign_raw", TokenSigning::encodeSignRaw);
    for (Algorithm algorithm : Algorithm.values()) {
      all.put(
          "io.jwt.verify_" + algorithm.headerName().toLowerCase(Locale.ROOT),
          (context, arguments) -> verify(algorithm, context, arguments));
    }
    return all;
  }

  private static Value decode(BuiltinContext context, Value[] arguments) {
    return decode(context, Operands.text(arguments, 0), 0);
  }

  private static Value decode(BuiltinContext context, String text, int depth) {
    if (depth > DEEPEST_NESTING) {
      throw new BuiltinFailedException("JWT is nested more than " + DEEPEST_NESTING + " deep");
    }
    context.spend(text.length() / 8);
    Token token = Token.split(text);
    ObjectValue header = token.decodedHeader();
    String payload = token.decodedPayload();
    Value contentType = header.get(new StringValue("cty"));
    if (contentType != null && !(contentType instanceof StringValue)) {
      throw new BuiltinFailedException("cty: must be a string");
    }
    if (contentType instanceof StringValue nested && nested.text().equals("JWT")) {
      return decode(context, unquoted(payload), depth + 1);
    }
    ObjectValue claims = Token.object(payload);
    byte[] signature;
    try {
      signature = token.decodedSignature();
    } catch (BuiltinFailedException e) {
      throw new BuiltinFailedException("JWT signature had invalid encoding: " + e.getMessage());
    }
    StringValue hex = new StringValue(HexFormat.of().formatHex(signature));
    return ArrayValue.of(List.of(header, claims, hex));
  }

  private static String unquoted(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && "\"'".indexOf(text.charAt(from)) >= 0) {
      from++;
    }
    while (to > from && "\"'".indexOf(text.charAt(to - 1)) >= 0) {
      to--;
    }
    return text.substring(from, to);
  }

  private static Value verify(Algorithm algorithm, BuiltinContext context, Value[] arguments) {
    String text = Operands.text(arguments, 0);
    if (algorithm.isHmac()) {
      return verifyHmac(algorithm, context, text, Operands.text(arguments, 1));
    }
    Token token = Token.split(text);
    String keyText = Operands.text(arguments, 1);
    VerifiedTokens.Key key = new VerifiedTokens.Key(text, keyText, algorithm.name());
    if (VERIFIED.get(key) != null) {
      return BooleanValue.TRUE;
    }
    TrustedKeys keys = TrustedKeys.of(keyText);
    token.decodedSignature();
    TokenHeader header = TokenHeader.of(token.decodedHeader());
    context.spend(CHECK_COST * keys.keys().size() + text.length());
    boolean holds = keys.verify(algorithm, header.algorithm(), header.keyId(), token, false);
    if (holds) {
      VERIFIED.put(key, VerifiedTokens.Entry.signatureOnly(text));
    }
    return BooleanValue.of(holds);
  }

  private static Value verifyHmac(
      Algorithm algorithm, BuiltinContext context, String text, String secret) {
    Token token = Token.split(text);
    context.spend(100 + text.length() / 8);
    byte[] signature = token.decodedSignature();
    return BooleanValue.of(algorithm.verifies(secretKey(secret), token.signed(), signature, true));
  }

  private static SecretKeySpec secretKey(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    return new SecretKeySpec(bytes.length == 0 ? new byte[1] : bytes, "HMAC");
  }

  private static Value decodeVerify(BuiltinContext context, Value[] arguments) {
    ObjectValue asked = Operands.object(arguments, 1);
    Constraints constraints = Constraints.of(asked, context.nowNanos());
    String text = Operands.text(arguments, 0);
    VerifiedTokens.Key key =
        new VerifiedTokens.Key(
            text,
            constraints.certificate().orElseGet(() -> "secret " + constraints.secret()),
            "decode " + constraints.algorithm());
    VerifiedTokens.Entry known = VERIFIED.get(key);
    if (known == null) {
      Optional<ArrayValue> verified = verified(context, text, constraints);
      if (verified.isEmpty()) {
        return VerifiedTokens.UNVERIFIED;
      }
      known = new VerifiedTokens.Entry(verified.get(), text.length());
      VERIFIED.put(key, known);
    }
    List<Value> parts = known.headerAndPayload().items();
    return constraints.allow((ObjectValue) parts.get(1))
        ? ArrayValue.of(List.of(BooleanValue.TRUE, parts.get(0), parts.get(1)))
        : VerifiedTokens.UNVERIFIED;
  }

  // Header and payload of the innermost token; empty where a signature does not hold.
  private static Optional<ArrayValue> verified(
      BuiltinContext context, String outermost, Constraints constraints) {
    String text = outermost;
    for (int depth = 0; depth <= DEEPEST_NESTING; depth++) {
      context.spend(CHECK_COST + text.length());
      Token token = Token.split(text);
      ObjectValue decoded = token.decodedHeader();
      TokenHeader header = TokenHeader.of(decoded);
      boolean asAsked =
          constraints.algorithm().isEmpty() || constraints.algorithm().equals(header.algorithm());
      if (!header.isValid() || !asAsked) {
        return Optional.empty();
      }
      token.decodedSignature();
      if (!holds(token, header, constraints)) {
        return Optional.empty();
      }
      String payload = token.decodedPayload();
      if (!header.contentType().equalsIgnoreCase("JWT")) {
        return Optional.of(ArrayValue.of(List.of(decoded, Token.object(payload))));
      }
      text = payload;
    }
    throw new BuiltinFailedException("JWT is nested more than " + DEEPEST_NESTING + " deep");
  }

  private static boolean holds(Token token, TokenHeader header, Constraints constraints) {
    Optional<Algorithm> algorithm = Algorithm.named(header.algorithm());
    if (algorithm.isEmpty()) {
      return false;
    }
    if (constraints.certificate().isPresent()) {
      return TrustedKeys.of(constraints.certificate().get())
          .verify(algorithm.get(), header.algorithm(), header.keyId(), token, true);
    }
    return algorithm
        .get()
        .verifies(secretKey(constraints.secret()), token.signed(), token.decodedSignature(), true);
  }
}
