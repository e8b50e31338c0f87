package io.watchword.cli.identity;

import io.watchword.identity.jwt.JwtSvid;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;

/// A token as it is printed.
record JwtView(
    String spiffeId, String hint, List<String> audience, Instant expiresAt, String token) {

  static JwtView of(JwtSvid svid) {
    return new JwtView(
        svid.id().toString(), svid.hint(), svid.audience(), svid.expiresAt(), svid.token());
  }

  void write(PrintStream out) {
    out.println("SPIFFE ID    " + spiffeId);
    if (!hint.isEmpty()) {
      out.println("Hint         " + hint);
    }
    out.println("Audience     " + String.join(", ", audience));
    out.println("Valid        until " + expiresAt);
    out.println("Token        " + token);
    out.println();
  }
}
