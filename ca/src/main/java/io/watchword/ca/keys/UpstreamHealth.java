package io.watchword.ca.keys;

/// Whether the authority above us can be used now.
public sealed interface UpstreamHealth {

  /// It answers and takes our credentials.
  record Usable() implements UpstreamHealth {}

  /// It does not.
  ///
  /// @param code `ca/upstream-sealed`, `ca/upstream-unreachable`, `ca/upstream-refused`
  /// @param why one sentence for the operator
  record Unusable(String code, String why) implements UpstreamHealth {}
}
