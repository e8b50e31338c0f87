package io.watchword.agent.workload;

import java.util.List;
import java.util.Optional;

/// What a JWT-SVID may be asked for. No state.
public final class Audiences {

  private static final int MOST = 64;
  private static final int LONGEST = 2048;

  private Audiences() {}

  /// What is wrong with `audience`, if anything is.
  public static Optional<String> problem(List<String> audience) {
    if (audience.isEmpty()) {
      return Optional.of("no audience (expected: at least one)");
    }
    if (audience.size() > MOST) {
      return Optional.of(audience.size() + " audiences (expected: at most " + MOST + ")");
    }
    return audience.stream().flatMap(one -> problem(one).stream()).findFirst();
  }

  /// What is wrong with one audience, if anything is.
  public static Optional<String> problem(String audience) {
    if (audience.isEmpty()) {
      return Optional.of("an empty audience (expected: who the token is for)");
    }
    return audience.length() > LONGEST
        ? Optional.of(
            "an audience of " + audience.length() + " characters (expected: at most 2048)")
        : Optional.empty();
  }
}
