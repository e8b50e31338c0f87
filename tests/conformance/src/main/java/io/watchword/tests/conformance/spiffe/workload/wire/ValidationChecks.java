package io.watchword.tests.conformance.spiffe.workload.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status.Code;
import io.watchword.api.workload.ValidateJWTSVIDResponse;
import io.watchword.tests.conformance.spiffe.produced.TokenChecks;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// ValidateJWTSVID, with a token that the agent has issued and others made from it. Workload API
/// §6.2.4.
final class ValidationChecks {

  private static final Set<Code> INVALID = EnumSet.of(Code.INVALID_ARGUMENT);

  private final RawClient client;
  private final Checks checks;
  private final String audience;

  ValidationChecks(RawClient client, Checks checks, String audience) {
    this.client = client;
    this.checks = checks;
    this.audience = audience;
  }

  void run(String token) {
    String subject = TokenChecks.json(token, 1).path("sub").asText();
    checks.check(
        "WA-27",
        "good token is valid, and its ID told",
        () -> {
          String id = validate(token).getSpiffeId();
          return id.equals(subject) ? "" : "it is `" + id + "`";
        });
    checks.check(
        "WA-28",
        "claims are returned",
        () -> {
          Set<String> names = validate(token).getClaims().getFieldsMap().keySet();
          return names.containsAll(Set.of("sub", "aud", "exp")) ? "" : "they are " + names;
        });
    bad(token).forEach(this::refused);
    checks.rather(
        "WA-27",
        "good token with a line break behind it is InvalidArgument",
        "nothing is said about white space",
        () -> answer(audience, token + "\n"));
    checks.check(
        "WA-27",
        "good token for another audience is InvalidArgument",
        () -> answer("somebody else", token));
    checks.check("WA-10", "no audience is InvalidArgument", () -> answer("", token));
    checks.check("WA-10", "no token is InvalidArgument", () -> answer(audience, ""));
    String foreign = foreign(token, subject);
    checks.check(
        "WA-29",
        "token of a trust domain without bundle is InvalidArgument",
        () -> answer(audience, foreign));
  }

  private ValidateJWTSVIDResponse validate(String token) throws InvalidProtocolBufferException {
    try (RawStream stream = client.call(Rpc.VALIDATE_JWT_SVID, Ask.validation(audience, token))) {
      return ValidateJWTSVIDResponse.parseFrom(stream.need(RawClient.PATIENCE));
    }
  }

  private String answer(String forAudience, String token) {
    return Checks.ends(
        client.call(Rpc.VALIDATE_JWT_SVID, Ask.validation(forAudience, token)), INVALID);
  }

  private void refused(String how, String token) {
    checks.check("WA-27", how + " is InvalidArgument", () -> answer(audience, token));
  }

  private static Map<String, String> bad(String token) {
    String[] parts = token.split("\\.");
    String signature = parts[2];
    Map<String, String> bad = new LinkedHashMap<>();
    bad.put("text that is no token", "rubbish");
    bad.put("token of two parts", parts[0] + "." + parts[1]);
    bad.put("token without signature", parts[0] + "." + parts[1] + ".");
    bad.put(
        "token with another signature",
        parts[0]
            + "."
            + parts[1]
            + "."
            + (signature.startsWith("A") ? "B" : "A")
            + signature.substring(1));
    bad.put(
        "token with alg none", base64("{\"alg\":\"none\",\"typ\":\"JWT\"}") + "." + parts[1] + ".");
    bad.put(
        "token with alg HS256",
        base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + parts[1] + "." + signature);
    bad.put("token whose claims are empty", parts[0] + "." + base64("{}") + "." + signature);
    bad.put(
        "token in JSON serialization",
        "{\"protected\":\"%s\",\"payload\":\"%s\",\"signature\":\"%s\"}"
            .formatted(parts[0], parts[1], signature));
    bad.put(
        "token that lives longer than it was issued for",
        parts[0]
            + "."
            + base64(text(parts[1]).replaceFirst("\"exp\":\\d", "\"exp\":9"))
            + "."
            + signature);
    return bad;
  }

  /// The token as another trust domain might have issued it.
  private static String foreign(String token, String subject) {
    String[] parts = token.split("\\.");
    String claims = text(parts[1]).replace(subject, "spiffe://unknown.trust.domain.test/web");
    return parts[0] + "." + base64(claims) + "." + parts[2];
  }

  private static String text(String base64) {
    return new String(Base64.getUrlDecoder().decode(base64), StandardCharsets.UTF_8);
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
