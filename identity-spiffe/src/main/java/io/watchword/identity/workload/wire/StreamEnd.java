package io.watchword.identity.workload.wire;

import io.grpc.Status;

/// Why a stream ended, or a call failed.
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
    /// The agent does not offer this: asking again helps nobody.
    NOT_OFFERED,
    /// The agent does not understand us: asking again helps nobody.
    INVALID_ARGUMENT
  }

  /// Whether asking again could help.
  public boolean isForGood() {
    return kind == Kind.INVALID_ARGUMENT || kind == Kind.NOT_OFFERED;
  }

  static StreamEnd of(Status status) {
    String why =
        status.getCode() + (status.getDescription() == null ? "" : ": " + status.getDescription());
    Kind kind =
        switch (status.getCode()) {
          case INVALID_ARGUMENT -> Kind.INVALID_ARGUMENT;
          case UNIMPLEMENTED -> Kind.NOT_OFFERED;
          case PERMISSION_DENIED -> Kind.NO_IDENTITY;
          default -> Kind.UNAVAILABLE;
        };
    return new StreamEnd(kind, why);
  }
}
