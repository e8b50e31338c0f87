package io.watchword.identity.workload;

import io.watchword.identity.id.SpiffeId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the agent says of a token.
public sealed interface JwtVerdict {

  /// It proves an identity.
  ///
  /// @param id whose
  /// @param claims what the agent shows of the token
  record Accepted(SpiffeId id, Map<String, @Nullable Object> claims) implements JwtVerdict {}

  /// It proves nothing.
  ///
  /// @param why in the agent's words
  record Refused(String why) implements JwtVerdict {}
}
