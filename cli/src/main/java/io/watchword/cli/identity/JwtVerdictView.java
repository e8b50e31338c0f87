package io.watchword.cli.identity;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What was found, as it is printed.
///
/// @param valid whether the token proves an identity
/// @param spiffeId whose; empty where it proves none
/// @param claims of the token; empty where it proves nothing
/// @param reason why not, for scripts; empty where it does
/// @param message why not, for people; empty where it does
/// @param by who judged: `agent` or `bundle`
record JwtVerdictView(
    boolean valid,
    String spiffeId,
    Map<String, @Nullable Object> claims,
    String reason,
    String message,
    String by) {

  static JwtVerdictView accepted(String spiffeId, Map<String, @Nullable Object> claims, String by) {
    return new JwtVerdictView(true, spiffeId, claims, "", "", by);
  }

  static JwtVerdictView refused(String reason, String message, String by) {
    return new JwtVerdictView(false, "", Map.of(), reason, message, by);
  }

  Map<String, Object> json() {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("valid", valid);
    if (valid) {
      out.put("spiffe_id", spiffeId);
      out.put("claims", claims);
    } else {
      out.put("reason", reason);
      out.put("message", message);
    }
    out.put("by", by);
    return out;
  }

  void write(PrintStream out) {
    if (!valid) {
      out.println("refused: " + message);
      return;
    }
    out.println("valid: " + spiffeId);
    claims.forEach((name, value) -> out.println("  " + name + ": " + value));
  }
}
