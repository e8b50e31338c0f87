package io.watchword.proxy.authorize;

/// How a decision went, for those who act on it.
///
/// @param <P> the proof of a permission
public sealed interface Verdict<P> {

  /// Go on.
  record Permitted<P>(P permit) implements Verdict<P> {}

  /// Stop.
  ///
  /// @param decisionId the only thing the caller may learn
  record Refused<P>(String decisionId) implements Verdict<P> {}
}
