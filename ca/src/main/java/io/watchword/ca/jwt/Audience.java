package io.watchword.ca.jwt;

import io.watchword.ca.issuance.IssuanceException;
import java.util.LinkedHashSet;
import java.util.List;

/// Whom a token is for: it must name someone, or whoever gets it could use it anywhere.
///
/// @param values at least one, each once, in the order of the request
public record Audience(List<String> values) {
  // JWT-SVID §3.2 (JW-10, JW-11).

  private static final int MOST = 32;
  private static final int LONGEST = 2_048;

  /// Checks and copies the values.
  ///
  /// @throws IssuanceException `ca/audience-refused`
  public Audience {
    values = List.copyOf(new LinkedHashSet<>(values));
    if (values.isEmpty() || values.size() > MOST) {
      throw new IssuanceException(
          "ca/audience-refused",
          "an audience of " + values.size() + " values (expected: 1 to " + MOST + ")");
    }
    for (String value : values) {
      if (value.isBlank()
          || value.length() > LONGEST
          || value.chars().anyMatch(Character::isISOControl)) {
        throw new IssuanceException(
            "ca/audience-refused",
            "an audience value that is empty, longer than "
                + LONGEST
                + " characters or holds control characters");
      }
    }
  }
}
