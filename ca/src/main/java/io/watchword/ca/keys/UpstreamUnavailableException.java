package io.watchword.ca.keys;

/// The authority above us does not answer, is sealed, or no longer takes our credentials: the same
/// call may succeed later.
///
/// Leaves go on while our intermediate lives; its renewal and a rotation wait.
public final class UpstreamUnavailableException extends KeysException {
  private static final long serialVersionUID = 1L;

  /// @param code `ca/upstream-sealed`, `ca/upstream-unreachable`, `ca/upstream-refused`
  public UpstreamUnavailableException(String code, String message) {
    super(code, message);
  }

  /// @param code `ca/upstream-sealed`, `ca/upstream-unreachable`, `ca/upstream-refused`
  public UpstreamUnavailableException(String code, String message, Throwable cause) {
    super(code, message, cause);
  }
}
