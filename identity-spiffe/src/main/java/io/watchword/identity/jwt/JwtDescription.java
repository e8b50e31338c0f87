package io.watchword.identity.jwt;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.watchword.identity.json.Base64Url;
import io.watchword.identity.json.MalformedJsonException;
import io.watchword.identity.json.StrictJson;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a token says, for people and scripts: `identity inspect`. Nobody checks here who signed it,
/// and the token itself is not shown. Immutable; any thread.
///
/// @param header its header, whatever is in it
/// @param claims its claims, whatever they are
/// @param problem why it is no JWT-SVID; empty if it is one
public record JwtDescription(
    Map<String, @Nullable Object> header,
    Map<String, @Nullable Object> claims,
    Optional<String> problem) {

  private static final Pattern TOKEN =
      Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*");

  /// Whether `text` has the form of a token.
  public static boolean isToken(String text) {
    return TOKEN.matcher(text).matches();
  }

  /// Describes a token.
  ///
  /// @throws InvalidJwtSvidException where header or claims cannot be read
  public static JwtDescription of(String token) {
    String[] parts = token.split("\\.", -1);
    Optional<String> problem = Optional.empty();
    try {
      JwtSvid.parse(token);
    } catch (InvalidJwtSvidException e) {
      problem = Optional.of(e.getMessage());
    }
    return new JwtDescription(
        StrictJson.values(object(parts[0], "header")),
        StrictJson.values(object(parts[1], "payload")),
        problem);
  }

  /// The same as a document.
  public Map<String, @Nullable Object> json(Instant now) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("kind", problem.isEmpty() ? "jwt-svid" : "jwt");
    problem.ifPresent(value -> out.put("problem", value));
    out.put("header", header);
    out.put("claims", claims);
    time("exp").ifPresent(end -> out.put("expires_at", end.toString()));
    time("exp").ifPresent(end -> out.put("valid_now", now.isBefore(end)));
    out.put("signature", "not checked");
    return out;
  }

  private Optional<Instant> time(String claim) {
    return claims.get(claim) instanceof Number seconds
            && Math.abs(seconds.doubleValue()) < Instant.MAX.getEpochSecond()
        ? Optional.of(Instant.ofEpochSecond(seconds.longValue()))
        : Optional.empty();
  }

  private static ObjectNode object(String part, String what) {
    try {
      return StrictJson.object(Base64Url.decode(part));
    } catch (MalformedJsonException e) {
      throw new InvalidJwtSvidException(
          JwtRejection.INVALID_SVID, what + " of the token is " + e.getMessage(), e);
    }
  }
}
