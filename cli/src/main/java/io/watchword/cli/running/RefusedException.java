package io.watchword.cli.running;

/// The CA understood the call and refused it.
public final class RefusedException extends RuntimeException {

  private final String status;

  /// @param status name of the gRPC status, such as `NOT_FOUND`
  public RefusedException(String status, String message) {
    super(message);
    this.status = status;
  }

  /// Name of the gRPC status, such as `FAILED_PRECONDITION`.
  public String status() {
    return status;
  }
}
