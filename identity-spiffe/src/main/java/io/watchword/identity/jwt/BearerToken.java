package io.watchword.identity.jwt;

import java.util.Locale;
import java.util.Optional;

/// How a token travels: as `Authorization: Bearer TOKEN` in HTTP, under the same name in the
/// metadata of gRPC.
public final class BearerToken {
  // [1] JWT-SVID §5.2, §5.3. [2] RFC 6750 §2.1; RFC 9110 §11.1: the scheme in any case, one space.

  /// The name of the header, and of the metadata key.
  public static final String NAME = "authorization";

  private static final String SCHEME = "Bearer ";

  private BearerToken() {}

  /// What to send under [#NAME].
  public static String print(JwtSvid svid) {
    return SCHEME + svid.token();
  }

  /// The token of what came under [#NAME], unverified; empty where it is of another scheme, or more
  /// than a token.
  public static Optional<String> read(String value) {
    if (!value.toLowerCase(Locale.ROOT).startsWith(SCHEME.toLowerCase(Locale.ROOT))) {
      return Optional.empty();
    }
    String token = value.substring(SCHEME.length());
    return JwtDescription.isToken(token) ? Optional.of(token) : Optional.empty();
  }
}
