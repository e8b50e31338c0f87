package io.watchword.identity.workload.wire;

/// Why a stream ended.
///
/// @param kind what to do about it
/// @param why for people
public record StreamEnd(Kind kind, String why) {

  /// What to do about it.
  public enum Kind {
    /// Closed in good order: open the next at once.
    CLOSED,
    /// The agent is not there: try again.
    UNAVAILABLE,
    /// The agent knows no identity for this process: try again.
    NO_IDENTITY,
    /// What came could not be used: try again.
    UNUSABLE_MESSAGE,
    /// The agent does not understand us: asking again helps nobody.
    INVALID_ARGUMENT
  }
}
