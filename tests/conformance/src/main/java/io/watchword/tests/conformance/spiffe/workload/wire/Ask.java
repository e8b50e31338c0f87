package io.watchword.tests.conformance.spiffe.workload.wire;

import io.watchword.api.workload.JWTSVIDRequest;
import io.watchword.api.workload.ValidateJWTSVIDRequest;

/// Requests that are as they should be, and some that are not.
final class Ask {

  static final byte[] NOTHING = {};

  private Ask() {}

  /// A request with which the call succeeds, or would if the profile is there.
  static byte[] well(Rpc rpc, String audience) {
    return switch (rpc) {
      case FETCH_JWT_SVID -> token("", audience);
      case VALIDATE_JWT_SVID -> validation(audience, "a.b.c");
      default -> NOTHING;
    };
  }

  static byte[] token(String spiffeId, String... audience) {
    return JWTSVIDRequest.newBuilder()
        .setSpiffeId(spiffeId)
        .addAllAudience(java.util.List.of(audience))
        .build()
        .toByteArray();
  }

  static byte[] validation(String audience, String token) {
    return ValidateJWTSVIDRequest.newBuilder()
        .setAudience(audience)
        .setSvid(token)
        .build()
        .toByteArray();
  }
}
