package io.watchword.authz.builtin.aws;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// AWS Signature Version 4 over one request. Immutable.
///
/// @param signsPayload whether the body counts
record SignatureV4(
    Credentials credentials, String region, String service, Instant time, boolean signsPayload) {

  /// Who signs.
  ///
  /// @param sessionToken empty where there is none
  record Credentials(String accessKey, String secretKey, String sessionToken) {

    @Override
    public String toString() {
      return "***";
    }
  }

  private static final Set<String> NOT_SIGNED =
      Set.of("authorization", "user-agent", "x-amzn-trace-id");
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DATE_TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /// The headers that the request must have on top of its own.
  Map<String, String> headers(String method, URI uri, Map<String, String> own, byte[] body) {
    String payload = signsPayload ? hash(body) : "UNSIGNED-PAYLOAD";
    Map<String, String> added = new TreeMap<>();
    added.put("host", host(uri));
    added.put("x-amz-date", DATE_TIME.format(time));
    if (service.equals("s3") || service.equals("glacier")) {
      added.put("x-amz-content-sha256", payload);
    }
    if (!credentials.sessionToken().isEmpty()) {
      added.put("x-amz-security-token", credentials.sessionToken());
    }
    Map<String, String> signed = new TreeMap<>(added);
    own.forEach(
        (name, value) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          if (!NOT_SIGNED.contains(lower)) {
            signed.put(lower, value);
          }
        });
    added.put("Authorization", authorization(canonical(method, uri, signed, payload), signed));
    return added;
  }

  private static String host(URI uri) {
    String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    return authority.substring(authority.lastIndexOf('@') + 1);
  }

  private static String canonical(
      String method, URI uri, Map<String, String> signed, String payload) {
    StringBuilder text = new StringBuilder(method).append('\n');
    text.append(uri.getRawPath() == null ? "" : uri.getRawPath()).append('\n');
    text.append(uri.getRawQuery() == null ? "" : uri.getRawQuery()).append('\n');
    signed.forEach((name, value) -> text.append(name).append(':').append(value).append('\n'));
    text.append('\n').append(String.join(";", signed.keySet())).append('\n');
    return text.append(payload).toString();
  }

  private String authorization(String canonical, Map<String, String> signed) {
    String date = DATE.format(time);
    String scope = date + "/" + region + "/" + service + "/aws4_request";
    String toSign =
        "AWS4-HMAC-SHA256\n"
            + DATE_TIME.format(time)
            + "\n"
            + scope
            + "\n"
            + hash(bytes(canonical));
    byte[] key = mac(bytes("AWS4" + credentials.secretKey()), date);
    for (String part : new String[] {region, service, "aws4_request"}) {
      key = mac(key, part);
    }
    return "AWS4-HMAC-SHA256 Credential=%s/%s,SignedHeaders=%s,Signature=%s"
        .formatted(
            credentials.accessKey(),
            scope,
            String.join(";", signed.keySet()),
            HexFormat.of().formatHex(mac(key, toSign)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException everyPlatformHasIt) {
      throw new IllegalStateException(everyPlatformHasIt);
    }
  }

  private static byte[] mac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(bytes(text));
    } catch (GeneralSecurityException everyPlatformHasIt) {
      throw new IllegalStateException(everyPlatformHasIt);
    }
  }
}
