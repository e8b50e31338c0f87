package io.watchword.tests.conformance.spiffe.judge;

import java.util.Map;

/// What an implementation says.
public sealed interface Answer {

  /// Yes.
  ///
  /// @param facts what it read, as far as it says: `id`, `x509_authorities`, `jwt_authorities`,
  ///   `refresh_hint`
  record Accepted(Map<String, String> facts) implements Answer {}

  /// No, and why.
  record Refused(String why) implements Answer {}

  /// It does not judge such things at all.
  record Unsupported(String why) implements Answer {}

  /// It crashed, hung, or answered in a way that was not agreed on.
  record Broken(String why) implements Answer {}
}
